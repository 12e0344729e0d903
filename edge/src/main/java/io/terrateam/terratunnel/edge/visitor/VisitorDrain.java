package io.terrateam.terratunnel.edge.visitor;

/// User event: this visitor connection shall end as soon as what it carries is done.
public record VisitorDrain() {}
