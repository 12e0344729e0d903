/// The documents that the edge writes itself: what went wrong with an exchange, and how the edge
/// is.
///
/// [io.terrateam.terratunnel.edge.page.ErrorResponses] is the one mapping from failure to answer.
/// Pages that need a database are not here, but behind [io.terrateam.terratunnel.edge.spi.OwnHost].
@NullMarked
package io.terrateam.terratunnel.edge.page;

import org.jspecify.annotations.NullMarked;
