/// The ways of signing webhooks.
///
/// Entry: [io.terrateam.terratunnel.webhook.scheme.Scheme]. Most are a
/// [io.terrateam.terratunnel.webhook.scheme.KeyedScheme], described in one line; a class of its own
/// has what that can't say.
///
/// Thread: none; immutable values and pure functions. Secrets and signatures are compared in
/// constant time. Nothing that a request contains makes any of it throw.
///
/// Not here: which provider uses which, whether a time is too long ago, why a signature doesn't
/// fit.
@NullMarked
package io.terrateam.terratunnel.webhook.scheme;

import org.jspecify.annotations.NullMarked;
