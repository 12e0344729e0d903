package io.terrateam.terratunnel.control.store.engine;

import java.util.List;

/// What a look at a whole database found.
///
/// @param engine with its version
/// @param schema what its tables are, in words
/// @param outlook what this program can do with it
/// @param damage what is wrong with its pages and indexes
/// @param orphans rows that refer to rows that are not there
public record DatabaseHealth(
        String engine, String schema, Outlook outlook, List<String> damage, List<String> orphans) {

    /// What this program can do with a database.
    public enum Outlook {
        /// It is as this program writes it.
        CURRENT,
        /// The next start brings it up to date.
        OUTDATED,
        /// It is somebody else's, or newer.
        UNUSABLE
    }

    /// Whether it can be used and nothing is wrong with what is stored.
    public boolean isSound() {
        return outlook != Outlook.UNUSABLE && damage.isEmpty() && orphans.isEmpty();
    }
}
