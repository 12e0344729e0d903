/// Who is signed in, in which browser: a signed token in a cookie, whose id is in the database so
/// that it can be ended.
///
/// Thread: may block on the database.
@NullMarked
package io.terrateam.terratunnel.control.session;

import org.jspecify.annotations.NullMarked;
