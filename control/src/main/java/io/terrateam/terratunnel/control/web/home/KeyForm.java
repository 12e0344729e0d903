package io.terrateam.terratunnel.control.web.home;

/// The form for a new key.
public record KeyForm(TunnelCard tunnel) {}
