/// Tests of the rules of `transport`, without sockets.
@NullMarked
package io.terrateam.terratunnel.agent.transport;

import org.jspecify.annotations.NullMarked;
