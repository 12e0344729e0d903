package io.terrateam.terratunnel.control.store;

/// An owned name, live or not.
///
/// @param subdomain the name as stored, in whatever case
public record TunnelRow(long id, long userId, String subdomain, boolean active) {}
