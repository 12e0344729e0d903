/// API keys: how they look, how they are made, and what one that is presented may do.
///
/// Entry types: [ApiKeys] (make, list, revoke) and [KeyCheck] (judge). A key is a [KeyText]; only
/// its hash is stored.
///
/// Thread: may block, except [AttemptLimit] and [KeyText], which only compute.
///
/// Not here: who may make keys through a web page, and closing the live links of a revoked key.
@NullMarked
package io.terrateam.terratunnel.control.apikey;

import org.jspecify.annotations.NullMarked;
