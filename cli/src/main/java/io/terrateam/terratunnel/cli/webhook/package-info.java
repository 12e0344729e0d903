/// `terratunnel verify` and `terratunnel sign`: webhooks' signatures at the command line.
///
/// Entry: [io.terrateam.terratunnel.cli.webhook.VerifyCommand],
/// [io.terrateam.terratunnel.cli.webhook.SignCommand]. Thread: the main one.
///
/// Not here: what a signature is; servers and clients.
@NullMarked
package io.terrateam.terratunnel.cli.webhook;

import org.jspecify.annotations.NullMarked;
