/// An agent between a scripted edge and a raw origin, over real loopback sockets.
@NullMarked
package io.terrateam.terratunnel.agent;

import org.jspecify.annotations.NullMarked;
