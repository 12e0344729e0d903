/// What is judged: a request as received, the secrets that are configured.
///
/// Entry: [io.terrateam.terratunnel.webhook.message.WebhookRequest]. Thread: none; immutable values
/// and pure functions.
///
/// Not here: what any of it means.
@NullMarked
package io.terrateam.terratunnel.webhook.message;

import org.jspecify.annotations.NullMarked;
