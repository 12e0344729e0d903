package io.terrateam.terratunnel.control.audit;

import io.terrateam.terratunnel.control.store.AuditRow;
import java.util.List;
import java.util.Optional;

/// Some lines of the audit log, newest first.
///
/// @param next where the next page begins; empty if this is the last
public record AuditPage(List<AuditRow> rows, Optional<AuditCursor> next) {}
