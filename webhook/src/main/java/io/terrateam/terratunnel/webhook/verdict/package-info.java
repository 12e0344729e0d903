/// The answer: valid, or not and why.
///
/// Entry: [io.terrateam.terratunnel.webhook.verdict.Verdict]. Thread: none; immutable values.
///
/// Not here: how one comes to it.
@NullMarked
package io.terrateam.terratunnel.webhook.verdict;

import org.jspecify.annotations.NullMarked;
