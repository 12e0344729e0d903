/// Version 1 of the link with the built program at one end and the testkit's own peers at the
/// other.
@NullMarked
package io.terrateam.terratunnel.e2e.v1;

import org.jspecify.annotations.NullMarked;
