/// Webhooks: who sent one, whether its signature is valid, why not, and a new signature for a
/// replay.
///
/// Entry: [io.terrateam.terratunnel.webhook.Verifier], [io.terrateam.terratunnel.webhook.Signer],
/// [io.terrateam.terratunnel.webhook.provider.Recognition].
///
/// Thread: none of its own; pure functions over whole requests. Time and randomness come from
/// outside.
///
/// Not here: sockets, files, the terminal. Depends on no other module and on nothing but the JDK.
@NullMarked
package io.terrateam.terratunnel.webhook;

import org.jspecify.annotations.NullMarked;
