/// Links of version 1: the original's clients, and ours where they are told to.
///
/// [V1Door][io.terrateam.terratunnel.edge.link.v1.V1Door] opens them; behind
/// [Link][io.terrateam.terratunnel.edge.link.Link] nobody knows the version of a link.
///
/// Thread: a link's channel's loop, which is its tunnel's.
@NullMarked
package io.terrateam.terratunnel.edge.link.v1;

import org.jspecify.annotations.NullMarked;
