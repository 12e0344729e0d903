/// Signing in, and programs that get keys: the pages and the API.
///
/// Thread: the request's own; may block on the database and on login providers.
@NullMarked
package io.terrateam.terratunnel.control.web.login;

import org.jspecify.annotations.NullMarked;
