package io.terrateam.terratunnel.control.audit;

import io.terrateam.terratunnel.control.store.AuditRow;
import java.io.IOException;
import java.util.List;

/// The audit log as comma-separated values, in the columns of its table.
///
/// A cell that a spreadsheet could take for a formula gets an apostrophe in front: strangers choose
/// user agents and endpoints.
///
/// Spec: RFC 4180; times are UTC, ISO 8601.
final class AuditCsv {
    static final String HEADER =
            "id,timestamp,event_type,user_id,username,client_ip,user_agent,subdomain,hostname,"
                    + "local_endpoint,connection_id,api_key_id,target,additional_data\r\n";

    private static final String FORMULA_STARTS = "=+-@\t\r\n";

    private AuditCsv() {}

    static void writeLine(Appendable out, AuditRow row) throws IOException {
        List<String> cells =
                List.of(
                        Long.toString(row.id()),
                        row.at().toString(),
                        row.eventType(),
                        row.userId().map(String::valueOf).orElse(""),
                        row.username(),
                        row.peerAddress(),
                        row.userAgent(),
                        row.subdomain(),
                        row.hostname(),
                        row.localEndpoint(),
                        row.connectionId(),
                        row.apiKeyId().map(String::valueOf).orElse(""),
                        row.target(),
                        row.additionalData());
        String separator = "";
        for (String cell : cells) {
            out.append(separator).append(cell(cell));
            separator = ",";
        }
        out.append("\r\n");
    }

    static String cell(String text) {
        String safe =
                !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean isPlain =
                safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return isPlain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
