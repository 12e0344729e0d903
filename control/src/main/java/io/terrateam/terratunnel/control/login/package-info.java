/// Signing in: through a provider in the browser, with a provider's token, from the command line.
///
/// Thread: may block on the database and on the provider.
@NullMarked
package io.terrateam.terratunnel.control.login;

import org.jspecify.annotations.NullMarked;
