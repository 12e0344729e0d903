/// What the edge asks from outside, all of it asynchronous: who may open a link, whether a name
/// belongs to somebody, and who wants to hear of links that come and go.
///
/// Nothing in here blocks or knows a database; `server.adapter` implements these ports over
/// `control`.
@NullMarked
package io.terrateam.terratunnel.edge.spi;

import org.jspecify.annotations.NullMarked;
