package io.terrateam.terratunnel.cli.command;

/// How the program ends. Scripts rely on the numbers.
public enum ExitCode {
    /// All went well, also after a first Ctrl-C or SIGTERM.
    OK(0, "clean end, also after Ctrl-C or SIGTERM"),
    /// Anything that has no code of its own.
    FAILURE(1, "anything else, such as a port in use or a signature that is not valid"),
    /// Options or settings that can't be used.
    USAGE(2, "wrong options or settings"),
    /// The server refuses the key.
    KEY_REFUSED(3, "the key was refused"),
    /// Another client took the tunnel over.
    NAME_TAKEN_OVER(4, "another client took the tunnel over"),
    /// The server was not reached within `--max-connect-tries`.
    UNREACHABLE(5, "server not reached within --max-connect-tries"),
    /// `--require-local`, and the local service is down.
    LOCAL_DOWN(7, "--require-local, and the local service is down");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /// The process's exit status.
    public int number() {
        return number;
    }

    /// What it stands for, in a few words.
    public String meaning() {
        return meaning;
    }
}
