/// Black-box tests of the server's own host: signing in, sessions, forms, keys and redirects, over
/// raw HTTP at the built program's port, as whoever wants to misuse them would speak.
///
/// [io.terrateam.terratunnel.e2e.control.ControlServer] is one server with a login provider, which
/// all classes share. Every visitor comes from an address of their own, so that limits of one do
/// not reach another.
@NullMarked
package io.terrateam.terratunnel.e2e.control;

import org.jspecify.annotations.NullMarked;
