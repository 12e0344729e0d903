/// Dialling a server and running one link to it.
///
/// Entry types: [LinkDialer][io.terrateam.terratunnel.agent.link.LinkDialer] opens a
/// [Link][io.terrateam.terratunnel.agent.link.Link];
/// [Backoff][io.terrateam.terratunnel.agent.link.Backoff] and
/// [SleepDetector][io.terrateam.terratunnel.agent.link.SleepDetector] say when to dial again,
/// without knowing channels.
///
/// Thread: the agent's event loop.
///
/// Not here: what the streams of a link do (`forward`), and keeping links up (the package above).
@NullMarked
package io.terrateam.terratunnel.agent.link;

import org.jspecify.annotations.NullMarked;
