/// Whom names and keys belong to.
///
/// For now only the [LocalOperator]: whoever can run commands on the server's machine. Accounts of
/// people who log in come later and use the same table.
///
/// Thread: may block.
@NullMarked
package io.terrateam.terratunnel.control.account;

import org.jspecify.annotations.NullMarked;
