/// Local applications for the agent to call: well-known routes, and routes that play a script on
/// the raw socket.
@NullMarked
package io.terrateam.terratunnel.testkit.origin;

import org.jspecify.annotations.NullMarked;
