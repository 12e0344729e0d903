/// Tests of the tools themselves: they say what happened, and nothing else.
@NullMarked
package io.terrateam.terratunnel.testkit;

import org.jspecify.annotations.NullMarked;
