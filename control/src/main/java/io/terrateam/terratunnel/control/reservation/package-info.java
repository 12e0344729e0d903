/// Names: whose they are, which nobody may have, and which an anonymous tunnel gets and gets back.
///
/// Entry types: [Tunnels] (what accounts own), [AnonymousNames] (what nobody owns), [Reservations]
/// (a quick answer for visitors). [Names] knows what is free; [NameGenerator] makes names up, and
/// [ReservedNames] and [HurtfulNames] are what it never makes.
///
/// Thread: may block on the database, except [ReservedNames], [ResumeTokens] and
/// [Reservations#cached].
///
/// Not here: which names are live; that is the edge's directory. Who may do what is decided by
/// whoever calls.
@NullMarked
package io.terrateam.terratunnel.control.reservation;

import org.jspecify.annotations.NullMarked;
