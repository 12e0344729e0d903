package io.terrateam.terratunnel.control.store;

import java.util.function.Supplier;

/// The `server_secrets` table: random values that the server makes once and keeps.
public final class SecretTable {
    private final Database database;

    SecretTable(Database database) {
        this.database = database;
    }

    /// The secret of that name, made by `fresh` at the first call ever.
    public byte[] findOrCreate(String name, Supplier<byte[]> fresh) {
        return database.writeAndGet(handle -> {
            handle.createUpdate(
                            """
                            INSERT INTO server_secrets (name, value) VALUES (:name, :value)
                            ON CONFLICT (name) DO NOTHING
                            """)
                    .bind("name", name)
                    .bind("value", fresh.get())
                    .execute();
            return handle.createQuery("SELECT value FROM server_secrets WHERE name = :name")
                    .bind("name", name)
                    .map((rows, context) -> rows.getBytes("value"))
                    .one();
        });
    }
}
