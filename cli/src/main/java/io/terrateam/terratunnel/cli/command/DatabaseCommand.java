package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.cli.config.Configuration;
import io.terrateam.terratunnel.cli.config.ControlSettings;
import io.terrateam.terratunnel.cli.config.ServerSettings;
import io.terrateam.terratunnel.cli.config.Setting;
import io.terrateam.terratunnel.control.store.engine.DatabaseHealth;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation.PostgresDatabase;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation.SqliteFile;
import io.terrateam.terratunnel.control.store.engine.Engine;
import io.terrateam.terratunnel.control.store.engine.SchemaReport;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `terratunnel server db`: copies, checks and updates the database, beside a running server or
/// without one.
@Command(
        name = "db",
        description = "Copies, checks and updates the server's database.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND")
final class DatabaseCommand implements Runnable {
    private static final List<Setting<?>> DATABASE =
            List.of(ServerSettings.DB_PATH, ControlSettings.DATABASE_URL);

    @Spec private CommandSpec spec = CommandSpec.create();

    /// Adds the commands below `server`.
    static void addTo(CommandLine server, Shell shell) {
        CommandLine database = new CommandLine(new DatabaseCommand());
        for (Object command : List.of(new Backup(shell), new Check(shell), new Migrate(shell))) {
            CommandLine line = new CommandLine(command);
            OptionTable.add(line.getCommandSpec(), DATABASE);
            database.addSubcommand(line);
        }
        server.addSubcommand(database);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static DatabaseLocation location(Shell shell, CommandSpec spec) {
        Configuration values = new SettingsLoader(shell).load(spec, DATABASE);
        return ServerConfigs.database(values, shell.directory());
    }

    private static Engine engine(DatabaseLocation location) {
        return Engine.at(location, Clock.systemUTC());
    }

    /// `db backup`: the copy's path goes to standard output alone.
    @Command(
            name = "backup",
            description =
                    "Copies a SQLite database, as of one moment, while the server runs. The copy"
                            + " holds all that it needs to be restored, hashes of keys and the"
                            + " server's own secrets too, and is for its owner only. PostgreSQL has"
                            + " pg_dump.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            sortOptions = false)
    static final class Backup implements Callable<Integer> {
        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

        private final Shell shell;

        @Spec private CommandSpec spec = CommandSpec.create();

        @Parameters(
                arity = "0..1",
                paramLabel = "FILE",
                description = "The new file; if nothing is said, one beside the database.")
        private @Nullable Path file;

        Backup(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            DatabaseLocation location = location(shell, spec);
            Path target =
                    file == null ? besides(location) : shell.directory().resolve(file).normalize();
            engine(location).backUp(target);
            shell.out().println(target);
            return ExitCode.OK.number();
        }

        private static Path besides(DatabaseLocation location) {
            String suffix = ".backup-" + TIME.format(Clock.systemUTC().instant());
            return switch (location) {
                case SqliteFile(Path path) -> path.resolveSibling(path.getFileName() + suffix);
                case PostgresDatabase server -> Path.of("terratunnel" + suffix);
            };
        }
    }

    /// `db check`.
    @Command(
            name = "check",
            description =
                    "Reads all of the database and says whether it is sound and current. Changes"
                            + " nothing. Ends with 1 if something is wrong with it.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            sortOptions = false)
    static final class Check implements Callable<Integer> {
        private final Shell shell;

        @Spec private CommandSpec spec = CommandSpec.create();

        Check(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            DatabaseLocation location = location(shell, spec);
            DatabaseHealth health = engine(location).check();
            print("Database", location + " (" + health.engine() + ")");
            print("Schema", health.schema() + ", " + outlook(health));
            print("Pages", summary(health.damage()));
            print("References", summary(health.orphans()));
            health.damage().forEach(fault -> shell.out().println("  " + fault));
            health.orphans().forEach(fault -> shell.out().println("  " + fault));
            return (health.isSound() ? ExitCode.OK : ExitCode.FAILURE).number();
        }

        private static String outlook(DatabaseHealth health) {
            return switch (health.outlook()) {
                case CURRENT -> "current";
                case OUTDATED -> "to be updated at the next start or by db migrate";
                case UNUSABLE -> "of no use to this version";
            };
        }

        private void print(String label, String text) {
            shell.out().printf("%-11s %s%n", label, text);
        }

        private static String summary(List<String> faults) {
            return faults.isEmpty() ? "sound" : faults.size() + " faults";
        }
    }

    /// `db migrate`.
    @Command(
            name = "migrate",
            description =
                    "Brings the database up to date, as the server does at its start; a SQLite file"
                            + " is copied beside itself before. Stop the server first.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            sortOptions = false)
    static final class Migrate implements Callable<Integer> {
        private final Shell shell;

        @Spec private CommandSpec spec = CommandSpec.create();

        Migrate(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            DatabaseLocation location = location(shell, spec);
            SchemaReport report = engine(location).prepare();
            if (!report.isChanged()) {
                shell.out().println(location + " is up to date, nothing was changed.");
                return ExitCode.OK.number();
            }
            shell.out().println(location + " is up to date now.");
            report.from().ifPresent(from -> shell.out().println("Before: " + from));
            report.copy().ifPresent(copy -> shell.out().println("Copy:   " + copy));
            report.notes().forEach(note -> shell.out().println("Note:   " + note));
            return ExitCode.OK.number();
        }
    }
}
