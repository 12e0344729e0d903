/// A login provider for tests: GitHub and GitLab as far as signing in goes, over real HTTP.
@NullMarked
package io.terrateam.terratunnel.testkit.provider;

import org.jspecify.annotations.NullMarked;
