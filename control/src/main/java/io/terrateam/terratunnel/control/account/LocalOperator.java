package io.terrateam.terratunnel.control.account;

import io.terrateam.terratunnel.control.store.Database;

/// The account of whoever runs the server: owner of the names that `terratunnel server keys create`
/// takes.
public final class LocalOperator {
    private static final String PROVIDER = "local";
    private static final String NAME = "operator";

    private LocalOperator() {}

    /// The operator's row in the table of users, made when first needed.
    public static long userId(Database database) {
        return database.users().findOrCreate(PROVIDER, NAME, NAME);
    }
}
