/// What programs do with an API key: list and revoke keys, look at tunnels.
///
/// Entry type: [ApiServices], whose routes [io.terrateam.terratunnel.control.ControlPlane] adds to
/// the others. Thread: a request's own; may block on the database.
@NullMarked
package io.terrateam.terratunnel.control.web.api;

import org.jspecify.annotations.NullMarked;
