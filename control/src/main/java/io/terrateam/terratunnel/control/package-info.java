/// The control plane: accounts, API keys, reservations, audit and storage.
///
/// Packages are by feature; `store` is the only place that knows SQL.
///
/// Thread: virtual threads; code here is plain, sequential and may block.
///
/// Not here: Netty and the data path. The control plane does not know the edge; `server` joins the
/// two.
@NullMarked
package io.terrateam.terratunnel.control;

import org.jspecify.annotations.NullMarked;
