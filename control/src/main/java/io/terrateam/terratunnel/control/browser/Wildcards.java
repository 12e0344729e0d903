package io.terrateam.terratunnel.control.browser;

import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.Function;

/// `LIKE` and `GLOB` in time that grows with text and pattern only.
///
/// SQLite's own try every way that several wildcards can be spread over a text, for minutes or
/// years, and can't be interrupted while they do.
final class Wildcards {
    private Wildcards() {}

    /// Replaces the operators of one connection.
    static void install(Connection connection) throws SQLException {
        Function.create(connection, "like", new Like(), 2, Function.FLAG_DETERMINISTIC);
        Function.create(connection, "like", new Like(), 3, Function.FLAG_DETERMINISTIC);
        Function.create(connection, "glob", new Refusing(), 2, 0);
    }

    /// `like(pattern, text[, escape])`: `%` is any text, `_` one character, case of letters does
    /// not matter.
    private static final class Like extends Function {
        @Override
        protected void xFunc() throws SQLException {
            String pattern = value_text(0);
            String text = value_text(1);
            if (pattern == null || text == null) {
                result();
                return;
            }
            String escape = args() == 3 ? value_text(2) : null;
            int sign = escape == null || escape.isEmpty() ? -1 : escape.charAt(0);
            result(matches(Pattern.of(pattern, sign), text) ? 1 : 0);
        }
    }

    private static final class Refusing extends Function {
        @Override
        protected void xFunc() throws SQLException {
            throw new SQLException("GLOB is not available here, use LIKE");
        }
    }

    /// A pattern whose wildcards are told from characters that stand for themselves.
    ///
    /// @param isLiteral whether the character at a place stands for itself
    record Pattern(String characters, boolean[] isLiteral) {
        static Pattern of(String text, int escape) {
            StringBuilder characters = new StringBuilder();
            boolean[] literal = new boolean[text.length()];
            for (int i = 0; i < text.length(); i++) {
                boolean isEscaped = text.charAt(i) == escape && i + 1 < text.length();
                char c = text.charAt(isEscaped ? ++i : i);
                literal[characters.length()] = isEscaped || (c != '%' && c != '_');
                characters.append(c);
            }
            return new Pattern(characters.toString(), literal);
        }

        boolean isAnyText(int at) {
            return at < characters.length() && !isLiteral[at] && characters.charAt(at) == '%';
        }

        boolean takes(int at, char c) {
            if (at >= characters.length() || isAnyText(at)) {
                return false;
            }
            return !isLiteral[at]
                    || Character.toLowerCase(characters.charAt(at)) == Character.toLowerCase(c);
        }
    }

    /// On a mismatch only the last `%` takes one character more: earlier ones need not be tried
    /// again.
    static boolean matches(Pattern pattern, String text) {
        int p = 0;
        int t = 0;
        int afterAny = -1;
        int anyTook = 0;
        while (t < text.length()) {
            if (pattern.isAnyText(p)) {
                afterAny = ++p;
                anyTook = t;
            } else if (pattern.takes(p, text.charAt(t))) {
                p++;
                t++;
            } else if (afterAny >= 0) {
                p = afterAny;
                t = ++anyTook;
            } else {
                return false;
            }
        }
        while (pattern.isAnyText(p)) {
            p++;
        }
        return p == pattern.characters().length();
    }
}
