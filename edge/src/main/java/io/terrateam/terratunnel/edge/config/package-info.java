/// What the edge is told when it starts: addresses and limits, as validated records with their
/// defaults.
@NullMarked
package io.terrateam.terratunnel.edge.config;

import org.jspecify.annotations.NullMarked;
