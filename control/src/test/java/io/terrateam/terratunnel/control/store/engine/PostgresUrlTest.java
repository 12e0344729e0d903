package io.terrateam.terratunnel.control.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.store.engine.DatabaseLocation.PostgresDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://me:p%40ss+1@db.example:5433/tunnels?sslmode=require",
                "postgres://me:p%40ss+1@db.example:5433/tunnels?sslmode=require",
                "jdbc:postgresql://db.example:5433/tunnels?user=me&password=p%40ss+1&sslmode=require",
                " POSTGRESQL://me@db.example:5433/tunnels?password=p%40ss%2B1&sslmode=require "
            })
    void everyUsualFormIsRead(String text) {
        PostgresDatabase database = PostgresUrl.parse(text).orElseThrow();

        assertThat(database.user()).isEqualTo("me");
        assertThat(database.password()).isEqualTo("p@ss+1");
        assertThat(database.url())
                .startsWith("jdbc:postgresql://db.example:5433/tunnels?sslmode=require&");
        assertThat(database.toString()).isEqualTo("postgresql://db.example:5433/tunnels");
    }

    @Test
    void serverOfSeveralHostsAndWithoutUserIsRead() {
        PostgresDatabase database = PostgresUrl.parse("postgresql://a:1,b:2/t").orElseThrow();

        assertThat(database.user()).isEmpty();
        assertThat(database.toString()).isEqualTo("postgresql://a:1,b:2/t");
    }

    @Test
    void optionThatIsGivenStays() {
        assertThat(PostgresUrl.parse("postgres://h/d?connectTimeout=60").orElseThrow().url())
                .contains("connectTimeout=60")
                .doesNotContain("connectTimeout=5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mysql://h/d",
                "postgresql:",
                "postgresql://",
                "postgresql://host",
                "postgresql://host/",
                "postgresql:///db",
                "postgres://me:%zz@h/d",
                "terratunnel.db"
            })
    void whatNamesNoDatabaseIsNone(String text) {
        assertThat(PostgresUrl.parse(text)).isEmpty();
    }
}
