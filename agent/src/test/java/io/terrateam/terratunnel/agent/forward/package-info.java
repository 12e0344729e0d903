/// Tests of the rules of `forward`, without sockets.
@NullMarked
package io.terrateam.terratunnel.agent.forward;

import org.jspecify.annotations.NullMarked;
