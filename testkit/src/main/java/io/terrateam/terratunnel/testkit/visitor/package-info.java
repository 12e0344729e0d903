/// Visitors: HTTP/1.1 over raw sockets and HTTP/2 with prior knowledge on Jetty's client.
@NullMarked
package io.terrateam.terratunnel.testkit.visitor;

import org.jspecify.annotations.NullMarked;
