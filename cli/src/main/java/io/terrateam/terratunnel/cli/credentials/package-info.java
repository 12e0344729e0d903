/// The keys that `terratunnel login` got, one for each server, in a file that only the user can
/// read.
@NullMarked
package io.terrateam.terratunnel.cli.credentials;

import org.jspecify.annotations.NullMarked;
