/// What is connected now, as the control plane sees it: a port that `server.adapter` implements
/// over the edge.
@NullMarked
package io.terrateam.terratunnel.control.live;

import org.jspecify.annotations.NullMarked;
