package io.terrateam.terratunnel.control.apikey;

import io.terrateam.terratunnel.control.store.ApiKeyRow;

/// A key that was just made: the only moment in which its text is known.
///
/// @param text to be shown once, to whoever asked for it
/// @param row what is stored
public record IssuedKey(KeyText text, ApiKeyRow row) {}
