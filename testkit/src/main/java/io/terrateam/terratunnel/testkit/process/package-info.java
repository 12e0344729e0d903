/// The built program as operating-system processes, and the network between them.
@NullMarked
package io.terrateam.terratunnel.testkit.process;

import org.jspecify.annotations.NullMarked;
