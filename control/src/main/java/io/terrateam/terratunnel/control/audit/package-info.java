/// What the server writes down about links: who came, who went and why, who was refused.
///
/// Entry type: [AuditLog]. Rows go through [BackgroundWriter], a bounded queue with one thread
/// behind it, so that nothing on the data path ever waits for a disk.
///
/// Thread: every public method returns at once and may be called on an event loop.
@NullMarked
package io.terrateam.terratunnel.control.audit;

import org.jspecify.annotations.NullMarked;
