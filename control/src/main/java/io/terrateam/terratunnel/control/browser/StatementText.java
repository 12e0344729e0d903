package io.terrateam.terratunnel.control.browser;

import java.util.regex.Pattern;

/// The text of one statement that reads.
///
/// This is not what keeps writers out, the engines do that. But a driver may split a text into
/// several statements, and the second of them could end the transaction that is read-only; so a
/// semicolon stands at the end or nowhere, not even inside quotes.
final class StatementText {
    static final int MAX_LENGTH = 20_000;

    private static final Pattern READING =
            Pattern.compile("(?i)(select|with|values)\\b", Pattern.UNICODE_CASE);

    private StatementText() {}

    /// The statement without a semicolon at its end.
    static String of(String typed) throws RefusedException {
        String sql = typed.strip();
        while (sql.endsWith(";")) {
            sql = sql.substring(0, sql.length() - 1).strip();
        }
        if (!READING.matcher(sql).lookingAt()) {
            throw new RefusedException("Only SELECT queries are allowed");
        }
        if (sql.indexOf(';') >= 0) {
            throw new RefusedException(
                    "One statement at a time: a semicolon may only stand at the end");
        }
        if (sql.length() > MAX_LENGTH) {
            throw new RefusedException(
                    "The statement is longer than " + MAX_LENGTH + " characters");
        }
        if (sql.indexOf('\0') >= 0) {
            throw new RefusedException("The statement contains a NUL character");
        }
        return sql;
    }
}
