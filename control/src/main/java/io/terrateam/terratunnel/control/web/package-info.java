/// The frame of the server's own pages and API: a table of routes with the access that each needs,
/// one guard before all of them, and one place where answers are finished.
///
/// Entry type: [WebApplication]. A feature adds [Route]s; its handlers turn a [Call] into an
/// [Answer] and decide nothing about sessions, tokens or headers. Pages live in `web.page`, JSON in
/// `api`.
///
/// Thread: a virtual thread per request; handlers may block. Nothing here knows Netty or the edge.
@NullMarked
package io.terrateam.terratunnel.control.web;

import org.jspecify.annotations.NullMarked;
