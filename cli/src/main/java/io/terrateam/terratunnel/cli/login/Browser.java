package io.terrateam.terratunnel.cli.login;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/// Opens pages in the user's browser, where there is one.
public final class Browser {
    private Browser() {}

    /// Asks the system to open a page; whether it does can't be known.
    ///
    /// @param systemName what the system calls itself
    public static void open(URI page, String systemName) {
        try {
            new ProcessBuilder(command(page, systemName))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            // The user has the address to open it by hand.
        }
    }

    static List<String> command(URI page, String systemName) {
        String name = systemName.toLowerCase(Locale.ROOT);
        if (name.startsWith("mac")) {
            return List.of("open", page.toString());
        }
        if (name.startsWith("windows")) {
            return List.of("rundll32", "url.dll,FileProtocolHandler", page.toString());
        }
        return List.of("xdg-open", page.toString());
    }
}
