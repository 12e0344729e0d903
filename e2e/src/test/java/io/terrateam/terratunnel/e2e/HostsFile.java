package io.terrateam.terratunnel.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/// Names that lead to this machine without being called `localhost`, for one process: what is
/// special about this machine's own names then doesn't apply.
final class HostsFile {
    private HostsFile() {}

    /// Variables for a process that knows these names and no others.
    static Map<String, String> variables(Path directory, String... names) throws IOException {
        String lines =
                Arrays.stream(names)
                        .map(name -> "127.0.0.1 " + name + "\n")
                        .collect(Collectors.joining());
        Path file = Files.writeString(directory.resolve("hosts"), lines);
        return Map.of("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + file);
    }
}
