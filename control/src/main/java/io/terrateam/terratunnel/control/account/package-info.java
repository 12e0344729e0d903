/// Whom names and keys belong to: people who signed in, and the [LocalOperator].
///
/// An account is a provider and the provider's number for it; user names are for showing only.
///
/// Thread: may block on the database.
@NullMarked
package io.terrateam.terratunnel.control.account;

import org.jspecify.annotations.NullMarked;
