package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.TerratunnelProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher in an installation as `docs/operating.md` makes it, and the cache from which it
/// starts faster.
class LauncherIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TRAINING = Duration.ofSeconds(170);
    private static final Path CHECKOUT = Path.of(System.getProperty("terratunnel.root"));
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    /// With a blank, as home directories may have.
    @TempDir private Path directory;

    private Path installation;

    @BeforeEach
    void install() throws IOException {
        installation = directory.resolve("in stalled");
        copyAll(CHECKOUT.resolve("bin"), installation.resolve("bin"));
        copyAll(TerratunnelProgram.home().resolve("lib"), installation.resolve("lib"));
        Files.copy(CHECKOUT.resolve("terratunnel"), launcher(), StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static void copyAll(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private Path launcher() {
        return installation.resolve("terratunnel");
    }

    private ProcessUnderTest run(Path program, String javaOptions, String... arguments)
            throws IOException {
        List<String> command =
                Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList();
        return ProcessUnderTest.start(
                "launcher",
                command,
                Map.of("TERRATUNNEL_JAVA_HOME", JAVA_HOME.toString(), "JAVA_OPTS", javaOptions),
                directory);
    }

    private void assertSaysItsVersionAndNothingElse(String javaOptions) throws IOException {
        try (ProcessUnderTest version = run(launcher(), javaOptions, "--version")) {
            assertThat(version.awaitExit(PATIENCE)).as(version.output()).hasValue(0);
            assertThat(version.output().lines()).hasSize(3);
            assertThat(version.output()).startsWith("terratunnel ");
        }
    }

    @Test
    void startsThroughASymbolicLinkFromAnyFolder() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("tt"), launcher());

        try (ProcessUnderTest version = run(link, "", "--version")) {
            assertThat(version.awaitExit(PATIENCE)).hasValue(0);
            assertThat(version.output()).startsWith("terratunnel ");
        }
    }

    @Test
    void javaThatIsMissingEndsWith69AndSaysHowToGetOne() throws IOException {
        try (ProcessUnderTest process =
                ProcessUnderTest.start(
                        "launcher",
                        List.of(launcher().toString(), "--version"),
                        Map.of("TERRATUNNEL_JAVA_HOME", directory.resolve("none").toString()),
                        directory)) {
            assertThat(process.awaitExit(PATIENCE)).hasValue(69);
            assertThat(process.output()).contains("TERRATUNNEL_JAVA_HOME", "https://adoptium.net");
        }
    }

    @Test
    void cacheThatTheJvmRefusesIsNotMentioned() throws IOException {
        Path cache = installation.resolve("terratunnel.aot");
        Files.writeString(cache, "this is no cache");
        Files.copy(JAVA_HOME.resolve("release"), installation.resolve("terratunnel.aot.java"));

        assertSaysItsVersionAndNothingElse("");
    }

    @Test
    void cacheIsMadeUsedAndLeftAloneWhereItDoesNotFit() throws IOException {
        try (ProcessUnderTest make = run(installation.resolve("bin/make-aot-cache"), "")) {
            assertThat(make.awaitExit(TRAINING)).as(make.output()).hasValue(0);
        }
        assertThat(installation.resolve("terratunnel.aot")).isNotEmptyFile();
        assertSaysItsVersionAndNothingElse("");
        assertThat(classesFromCache("-Xmx200m")).isGreaterThan(1_000);
        assertSaysItsVersionAndNothingElse("-XX:-UseSerialGC -XX:+UseParallelGC");
        assertSaysItsVersionAndNothingElse("-Xshare:off");

        Files.writeString(installation.resolve("terratunnel.aot.java"), "JAVA_VERSION=\"99\"\n");
        assertThat(classesFromCache("")).isZero();
        assertSaysItsVersionAndNothingElse("");
    }

    /// How many of the program's own classes and its libraries' were not read from jars.
    private long classesFromCache(String javaOptions) throws IOException {
        Path log = directory.resolve("classes.log");
        String options = javaOptions + " -Xlog:class+load:file=" + log;
        try (ProcessUnderTest version = run(launcher(), options, "--version")) {
            assertThat(version.awaitExit(PATIENCE)).hasValue(0);
        }
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" io.") || line.contains(" picocli."))
                    .filter(line -> line.contains("shared objects file"))
                    .count();
        }
    }
}
