package io.terrateam.terratunnel.testkit.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The built program, run by the JDK that runs the tests.
///
/// It is looked for in `cli/target/terratunnel`, upward from the working directory, or where the
/// system property `terratunnel.home` says.
public final class TerratunnelProgram {
    /// As the launcher `./terratunnel` has them. A run started in the background of a shell ignores
    /// SIGINT, and so would all that it starts.
    private static final List<String> WITH_SIGNALS =
            Files.isExecutable(Path.of("/usr/bin/env"))
                            && !System.getProperty("os.name").contains("Mac")
                    ? List.of("/usr/bin/env", "--default-signal=INT")
                    : List.of();

    private static final List<String> JVM_OPTIONS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xmx256m",
                    "-XX:MaxDirectMemorySize=256m",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:-UsePerfData",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private TerratunnelProgram() {}

    /// The directory of the built program.
    public static Path home() {
        String configured = System.getProperty("terratunnel.home");
        if (configured != null) {
            return Path.of(configured);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path home = at.resolve("cli/target/terratunnel");
            if (Files.isDirectory(home.resolve("lib"))) {
                return home;
            }
        }
        throw new IllegalStateException(
                "cli/target/terratunnel is not built (expected: mvn package)");
    }

    /// Starts it with arguments, variables and a directory of its own for its files.
    public static ProcessUnderTest run(
            String name, List<String> arguments, Map<String, String> variables, Path directory)
            throws IOException {
        List<String> command = new ArrayList<>(WITH_SIGNALS);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.add("-jar");
        command.add(home().resolve("lib/terratunnel.jar").toString());
        command.addAll(arguments);
        return ProcessUnderTest.start(name, command, variables, directory);
    }

    /// A port that nobody listens on just now.
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
