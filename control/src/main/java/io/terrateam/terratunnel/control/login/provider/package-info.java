/// The providers that vouch for people: GitHub and GitLab, spoken to over HTTP.
///
/// Thread: may block on the provider, within time limits.
@NullMarked
package io.terrateam.terratunnel.control.login.provider;

import org.jspecify.annotations.NullMarked;
