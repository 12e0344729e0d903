/// The server's pages in a real browser: Debian's Chromium without a window, driven by Playwright.
///
/// [io.terrateam.terratunnel.e2e.browser.SharedBrowser] gives tests the one browser of a run, and
/// skips them where there is none, unless the run is CI's.
/// [io.terrateam.terratunnel.e2e.browser.Person] is somebody with a browser profile of their own,
/// whose every page is watched: for scripts that run where none should, for breaches of the policy,
/// for requests to other hosts.
@NullMarked
package io.terrateam.terratunnel.e2e.browser;

import org.jspecify.annotations.NullMarked;
