package io.terrateam.terratunnel.control.store.engine;

/// Tells whether anybody changed keys, tunnels or users, in this process or another, without
/// reading them.
///
/// Thread: one at a time; may block. Owns: a connection of its own, which never writes.
public interface DatabaseChanges extends AutoCloseable {

    /// A number that stays the same until somebody commits such a change.
    ///
    /// Failure: [StoreException] where the database can't be asked now.
    long version();

    @Override
    void close();
}
