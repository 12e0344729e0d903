/// What the server writes down: links that come, go and are refused, logins, and whatever somebody
/// changes; who did it, from where.
///
/// Entry type: [AuditLog]. Rows about links go through [BackgroundWriter], a bounded queue with one
/// thread behind it, so that nothing on the data path ever waits for a disk; those about changes
/// are part of the change's own transaction.
@NullMarked
package io.terrateam.terratunnel.control.audit;

import org.jspecify.annotations.NullMarked;
