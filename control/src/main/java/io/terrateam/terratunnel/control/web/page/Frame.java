package io.terrateam.terratunnel.control.web.page;

import io.terrateam.terratunnel.control.web.SignedIn;
import java.util.Optional;

/// What surrounds a page's content.
///
/// @param title what the browser calls the page
/// @param assets styles and scripts
/// @param viewer who is signed in
public record Frame(String title, Assets assets, Optional<SignedIn> viewer) {}
