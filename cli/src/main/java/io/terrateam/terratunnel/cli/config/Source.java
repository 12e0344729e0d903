package io.terrateam.terratunnel.cli.config;

import java.nio.file.Path;

/// Where a value came from.
public sealed interface Source {
    /// The command line.
    record Option(String option) implements Source {
        @Override
        public String toString() {
            return "option " + option;
        }
    }

    /// An environment variable.
    record Variable(String name) implements Source {
        @Override
        public String toString() {
            return "variable " + name;
        }
    }

    /// A line of the `.env` file.
    record DotEnvFile(Path file, String name) implements Source {
        @Override
        public String toString() {
            return name + " in " + file;
        }
    }

    /// The file of settings.
    record SettingsFile(Path file, String key) implements Source {
        @Override
        public String toString() {
            return key + " in " + file;
        }
    }

    /// `terratunnel login`, which kept it for a server.
    record Login(Path file, String server) implements Source {
        @Override
        public String toString() {
            return "terratunnel login at " + server + ", in " + file;
        }
    }

    /// Nobody said anything.
    record Default() implements Source {
        @Override
        public String toString() {
            return "default";
        }
    }
}
