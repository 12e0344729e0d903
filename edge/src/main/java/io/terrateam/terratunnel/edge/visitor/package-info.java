/// HTTP/1.1 and HTTP/2 toward visitors: what may come in, where it goes, and the one mapping from
/// failure to answer.
///
/// Entry types: `Http1VisitorHandler` and `Http2Visitor`. Both check heads with `HeadPolicy`, ask
/// `HostRouter` where to, and start an `Exchange`. Thread: the visitor's event loop, which is moved
/// to the tunnel's at the first exchange. It knows nothing of links.
@NullMarked
package io.terrateam.terratunnel.edge.visitor;

import org.jspecify.annotations.NullMarked;
