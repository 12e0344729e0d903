/// `terratunnel login`: gets a key from a server through the user's browser, without anybody
/// pasting one.
///
/// Spec: RFC 8252 (a program on one's machine, by a loopback address) with PKCE, RFC 7636.
@NullMarked
package io.terrateam.terratunnel.cli.login;

import org.jspecify.annotations.NullMarked;
