/// Attacks, one class each: HTTP/2 floods by visitors, and agents that break the rules of the link.
///
/// Each shows that the attacker is cut off, that another visitor is served meanwhile, and that the
/// server lives on.
@NullMarked
package io.terrateam.terratunnel.e2e.hostile;

import org.jspecify.annotations.NullMarked;
