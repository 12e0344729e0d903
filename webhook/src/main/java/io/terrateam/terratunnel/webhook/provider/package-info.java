/// Who sends webhooks: a table of providers, and what a request says about where it comes from.
///
/// Entry: [io.terrateam.terratunnel.webhook.provider.WebhookProviders],
/// [io.terrateam.terratunnel.webhook.provider.Recognition]. Thread: none; immutable values and pure
/// functions.
///
/// Not here: proof of any of it, answers to handshakes.
@NullMarked
package io.terrateam.terratunnel.webhook.provider;

import org.jspecify.annotations.NullMarked;
