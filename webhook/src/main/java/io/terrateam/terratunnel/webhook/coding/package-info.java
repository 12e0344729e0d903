/// Codes, signatures, and how bytes and times are written.
///
/// Entry: [io.terrateam.terratunnel.webhook.coding.Mac],
/// [io.terrateam.terratunnel.webhook.coding.Encoding]. Thread: none; pure functions over what every
/// JDK has.
///
/// Not here: what is signed.
@NullMarked
package io.terrateam.terratunnel.webhook.coding;

import org.jspecify.annotations.NullMarked;
