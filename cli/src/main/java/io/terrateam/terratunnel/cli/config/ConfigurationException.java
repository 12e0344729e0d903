package io.terrateam.terratunnel.cli.config;

import java.util.List;
import java.util.stream.Collectors;

/// Every fault of what the program was told, at once.
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    /// @param faults one line each
    public ConfigurationException(List<String> faults) {
        super(faults.stream().collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /// One line each.
    public List<String> faults() {
        return faults;
    }
}
