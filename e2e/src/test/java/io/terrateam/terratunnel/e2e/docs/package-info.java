/// Holds the documents against the code: names of types and packages, commands, options, variables,
/// exit codes, links.
///
/// Unlike the black-box tests above it, this one asks the product's code for its help texts.
///
/// Thread: one.
@NullMarked
package io.terrateam.terratunnel.e2e.docs;

import org.jspecify.annotations.NullMarked;
