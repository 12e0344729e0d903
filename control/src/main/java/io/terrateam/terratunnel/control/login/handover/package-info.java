/// How a program gets a key without anybody pasting one: it sends the browser here, the user agrees
/// on a page, the browser goes back with what the program needs.
///
/// `terratunnel login` gets a code that is worth nothing without what only the program knows. The
/// set-up wizard of the Python original gets the query that it reads.
///
/// Whoever holds a provider's token that was made for our app gets a key for that
/// ([TokenExchange]).
///
/// Spec: RFC 8252, RFC 7636.
///
/// Thread: may block on the database.
@NullMarked
package io.terrateam.terratunnel.control.login.handover;

import org.jspecify.annotations.NullMarked;
