package io.terrateam.terratunnel.control.web.page;

import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Refusal;
import io.terrateam.terratunnel.control.web.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/// Styles, scripts and pictures. Their URLs name their content, so that browsers may keep them for
/// ever and still see a new version at once.
///
/// Thread: immutable. Limits: the files of the program, read once.
public final class Assets {
    private static final String FOLDER = "/web/assets/";
    private static final String PATH = "/assets/";
    private static final int HASH_DIGITS = 12;
    private static final Map<String, String> FILES =
            Map.of(
                    "app.css", "text/css; charset=utf-8",
                    "copy.js", "text/javascript; charset=utf-8",
                    "live.js", "text/javascript; charset=utf-8",
                    "favicon.svg", "image/svg+xml");

    private final Map<String, String> urls = new HashMap<>();
    private final Map<String, Answer> answers = new HashMap<>();

    /// Reads the files.
    public Assets() {
        FILES.forEach((file, mediaType) -> {
            byte[] bytes = read(file);
            String name = hash(bytes) + "-" + file;
            urls.put(file, PATH + name);
            answers.put(
                    name,
                    Answer.bytes(200, mediaType, bytes)
                            .with("Cache-Control", "public, max-age=31536000, immutable"));
        });
    }

    private static byte[] read(String file) {
        try (InputStream in = Assets.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException(file + ": not in the program");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256", e);
        }
    }

    /// Where a file is.
    ///
    /// @param file its name in the program
    public String url(String file) {
        String url = urls.get(file);
        if (url == null) {
            throw new IllegalArgumentException(file + ": no such asset");
        }
        return url;
    }

    /// The route that serves them.
    public Route route() {
        return Route.page(
                "GET",
                PATH + "{file}",
                Access.OPEN,
                call -> {
                    Answer answer = answers.get(call.path("file"));
                    if (answer == null) {
                        throw new Refusal(404, "Not Found");
                    }
                    return answer;
                });
    }
}
