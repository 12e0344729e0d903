/// Tests of the rules of `origin`, without sockets.
@NullMarked
package io.terrateam.terratunnel.agent.origin;

import org.jspecify.annotations.NullMarked;
