package io.terrateam.terratunnel.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import picocli.CommandLine.IVersionProvider;

/// Which build of the program this is, as its jar says.
public final class Version implements IVersionProvider {
    private static final String DEVELOPMENT = "development";

    /// The version's number.
    public static String number() {
        return attribute("Implementation-Version").orElse(DEVELOPMENT);
    }

    /// The number and this system, as `User-Agent` has them.
    static String userAgentText() {
        String system = System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT);
        return number() + " (" + system + "; " + System.getProperty("os.arch", "unknown") + ")";
    }

    @Override
    public String[] getVersion() {
        String commit = attribute("Implementation-Commit").map(c -> " (" + c + ")").orElse("");
        return new String[] {
            "terratunnel " + number() + commit,
            "Java "
                    + System.getProperty("java.vm.version")
                    + ", "
                    + System.getProperty("java.vendor"),
            System.getProperty("os.name")
                    + " "
                    + System.getProperty("os.version")
                    + " "
                    + System.getProperty("os.arch")
        };
    }

    private static Optional<String> attribute(String name) {
        try {
            List<URL> manifests =
                    Collections.list(
                            Version.class.getClassLoader().getResources("META-INF/MANIFEST.MF"));
            String own = jarOf(String.valueOf(Version.class.getResource("Version.class")));
            for (URL manifest : manifests) {
                if (jarOf(manifest.toString()).equals(own)) {
                    return read(manifest, name);
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static Optional<String> read(URL manifest, String name) throws IOException {
        try (InputStream in = manifest.openStream()) {
            Attributes attributes = new Manifest(in).getMainAttributes();
            return Optional.ofNullable(attributes.getValue(name))
                    .filter(value ->
                            !value.isBlank()
                                    && !value.startsWith("${")
                                    && !value.equals("unknown"));
        }
    }

    private static String jarOf(String url) {
        int split = url.indexOf("!/");
        return split < 0 ? "" : url.substring(0, split + 1);
    }
}
