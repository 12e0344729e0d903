/// Names: which are owned, which nobody may have, and which an anonymous tunnel gets and gets back.
///
/// Entry types: [Reservations], [NameGenerator], [ResumeTokens]; [ReservedNames] is the list that
/// nobody may have.
///
/// Thread: [Reservations] may block on the database; the others only compute.
///
/// Not here: which names are live; that is the edge's directory.
@NullMarked
package io.terrateam.terratunnel.control.reservation;

import org.jspecify.annotations.NullMarked;
