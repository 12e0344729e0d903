package io.terrateam.terratunnel.control.web;

/// A field of a head.
///
/// @param name its name; lower case in requests
/// @param value its value
public record Field(String name, String value) {}
