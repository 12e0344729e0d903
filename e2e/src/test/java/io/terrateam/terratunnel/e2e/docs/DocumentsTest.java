package io.terrateam.terratunnel.e2e.docs;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.cli.command.ExitCode;
import io.terrateam.terratunnel.cli.command.Shell;
import io.terrateam.terratunnel.cli.command.TerratunnelCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the documents name is there.
class DocumentsTest {
    private static final Path ROOT = Path.of(System.getProperty("terratunnel.root", ".."));
    private static final String PACKAGES = "java/io/terrateam/terratunnel/";

    private static final Pattern TYPE_NAME =
            Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.([A-Z]\\w*))?(?:\\.[a-z]\\w*)?`");
    private static final Pattern DECLARATION =
            Pattern.compile("\\b(?:class|interface|enum|record)\\s+([A-Z]\\w*)");
    private static final Pattern PACKAGE_NAME = Pattern.compile("`([a-z0-9]+(?:\\.[a-z0-9]+)*)`");
    private static final Pattern COMMAND =
            Pattern.compile("(?:^\\$ |[(/ ])terratunnel((?: [^#|)\\\\\n]+)?)", Pattern.MULTILINE);
    private static final Pattern CODE_BLOCK = Pattern.compile("(?s)\n```(?:console|ini)\n(.*?)```");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");
    private static final Pattern VARIABLE = Pattern.compile("TERRATUNNEL_[A-Z_]+");
    private static final Pattern PICTURE = Pattern.compile("(?:src|srcset)=\"([^\"]+)\"");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]+)(?:#[^)]*)?\\)");

    /// Capitalized words in code style that are no types of ours: fields of HTTP, words that are
    /// printed, types of libraries.
    private static final Set<String> NO_TYPES_OF_OURS =
            Set.of(
                    "Host",
                    "Via",
                    "Date",
                    "Ready",
                    "ByteBuf",
                    "FastThreadLocal",
                    "InetAddress",
                    "Thread");

    private static final Set<String> VARIABLES_OF_SCRIPTS =
            Set.of("TERRATUNNEL_JAVA_HOME", "TERRATUNNEL_NO_BUILD");

    private static final List<List<String>> COMMANDS =
            List.of(
                    List.of(),
                    List.of("server"),
                    List.of("server", "keys", "create"),
                    List.of("server", "keys", "list"),
                    List.of("server", "keys", "revoke"),
                    List.of("client"),
                    List.of("http"),
                    List.of("login"),
                    List.of("logout"),
                    List.of("demo"),
                    List.of("config"),
                    List.of("verify"),
                    List.of("sign"),
                    List.of("generate-completion"));

    private final Map<List<String>, Set<String>> optionsByCommand = new HashMap<>();

    @Test
    void typesOfTheArchitectureExist() {
        Set<String> declared =
                files(ROOT, ".java")
                        .flatMap(file -> matches(DECLARATION, read(file)))
                        .map(match -> match.group(1))
                        .collect(toSet());

        for (String document : List.of("ARCHITECTURE.md", "docs/concurrency.md")) {
            Stream<String> missing =
                    matches(TYPE_NAME, read(ROOT.resolve(document)))
                            .flatMap(match -> Stream.of(match.group(1), match.group(2)))
                            .filter(name -> name != null && !NO_TYPES_OF_OURS.contains(name))
                            .filter(name -> !declared.contains(name));

            assertThat(missing).as("types that %s names and nobody has", document).isEmpty();
        }
    }

    @Test
    void packagesOfTheCodeMapExist() {
        String map =
                read(ROOT.resolve("ARCHITECTURE.md")).split("## Code map")[1].split("\n## ")[0];
        List<String> packages =
                map.lines()
                        .filter(line -> line.startsWith("| `"))
                        .flatMap(line -> matches(PACKAGE_NAME, line.split("\\|")[1]))
                        .map(match -> match.group(1))
                        .toList();

        assertThat(packages).hasSizeGreaterThan(20);
        assertThat(packages).allSatisfy(name -> assertThat(isPackage(name)).as(name).isTrue());
    }

    private static boolean isPackage(String name) {
        String module = name.split("\\.")[0];
        String folder = PACKAGES + name.replace('.', '/');
        return name.equals(module)
                ? Files.exists(ROOT.resolve(module).resolve("pom.xml"))
                : Stream.of("main", "test")
                        .anyMatch(kind ->
                                Files.isDirectory(
                                        ROOT.resolve(module).resolve("src", kind, folder)));
    }

    @Test
    void commandsOfTheDocumentsHaveTheirOptions() {
        Stream<String> commands =
                documents()
                        .flatMap(file -> matches(CODE_BLOCK, read(file)))
                        .flatMap(block -> matches(COMMAND, block.group(1)))
                        .map(match -> match.group(1).strip());

        assertThat(commands)
                .hasSizeGreaterThan(8)
                .allSatisfy(command ->
                        assertThat(options(command))
                                .as("options of: terratunnel %s", command)
                                .isSubsetOf(help(commandOf(command))));
    }

    /// The longest known command that the words begin with.
    private static List<String> commandOf(String command) {
        List<String> words = Arrays.asList(command.split("\\s+"));
        List<String> longest = List.of();
        for (List<String> known : COMMANDS) {
            boolean fits =
                    words.size() >= known.size() && words.subList(0, known.size()).equals(known);
            if (fits && known.size() > longest.size()) {
                longest = known;
            }
        }
        return longest;
    }

    @Test
    void optionsOfTheDocumentsExist() {
        Set<String> all =
                COMMANDS.stream().flatMap(command -> help(command).stream()).collect(toSet());

        assertThat(documents())
                .allSatisfy(file ->
                        assertThat(options(read(file))).as(file.toString()).isSubsetOf(all));
    }

    @Test
    void variablesOfTheDocumentsExist() {
        String reference = read(ROOT.resolve("docs/configuration.md"));

        assertThat(documents())
                .allSatisfy(file ->
                        assertThat(matches(VARIABLE, read(file)).map(MatchResult::group))
                                .as(file.toString())
                                .allMatch(name ->
                                        VARIABLES_OF_SCRIPTS.contains(name)
                                                || reference.contains("`" + name + "`")));
    }

    @Test
    void exitCodesOfTheReadmeAreTheProgramsOwn() {
        String table =
                Arrays.stream(ExitCode.values())
                        .map(code -> "| " + code.number() + " | " + code.meaning() + " |\n")
                        .collect(joining());

        assertThat(read(ROOT.resolve("README.md")).replace("`", "")).contains(table);
    }

    @Test
    void linksBetweenDocumentsLeadSomewhere() {
        Stream<String> broken =
                documents()
                        .flatMap(file ->
                                matches(LINK, read(file))
                                        .map(match -> match.group(1))
                                        .filter(to -> !to.endsWith("errors.md")) // Being written.
                                        .filter(to -> !Files.exists(file.resolveSibling(to)))
                                        .map(to -> ROOT.relativize(file) + ": " + to));

        assertThat(broken).isEmpty();
    }

    @Test
    void picturesOfTheReadmeAreThereAndSmall() {
        List<Path> pictures =
                matches(PICTURE, read(ROOT.resolve("README.md")))
                        .map(match -> ROOT.resolve(match.group(1)))
                        .toList();

        assertThat(pictures).hasSizeBetween(2, 5);
        assertThat(pictures)
                .allSatisfy(picture -> assertThat(picture).isRegularFile())
                .allSatisfy(
                        picture -> assertThat(picture.toFile().length()).isLessThan(150 * 1_024));
    }

    private static Set<String> options(String text) {
        return matches(OPTION, text).map(MatchResult::group).collect(toSet());
    }

    /// The options that the help of a command names.
    private Set<String> help(List<String> command) {
        return optionsByCommand.computeIfAbsent(
                command,
                words -> {
                    ByteArrayOutputStream text = new ByteArrayOutputStream();
                    PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8);
                    Shell shell = new Shell(out, out, Map.of(), Path.of(""), false);
                    Stream<String> all = Stream.concat(words.stream(), Stream.of("--help"));
                    TerratunnelCommand.run(shell, all.toArray(String[]::new));
                    return options(text.toString(StandardCharsets.UTF_8));
                });
    }

    private static Stream<Path> documents() {
        return Stream.concat(files(ROOT.resolve("docs"), ".md"), list(ROOT))
                .filter(file -> file.toString().endsWith(".md"))
                .sorted();
    }

    private static Stream<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All files below `folder`, except what was built.
    private static Stream<Path> files(Path folder, String ending) {
        return list(folder)
                .filter(file -> !Set.of("target", ".git").contains(file.getFileName().toString()))
                .flatMap(file ->
                        Files.isDirectory(file)
                                ? files(file, ending)
                                : Stream.of(file).filter(each -> each.toString().endsWith(ending)));
    }

    private static Stream<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
