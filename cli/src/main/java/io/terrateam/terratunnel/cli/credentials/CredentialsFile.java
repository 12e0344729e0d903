package io.terrateam.terratunnel.cli.credentials;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// The file of keys: YAML, a map from servers to what was got there. Made for its owner only, and
/// replaced as a whole.
///
/// Failure: `IOException` whose message says what is wrong.
public final class CredentialsFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNERS_FOLDER =
            PosixFilePermissions.fromString("rwx------");
    private static final String COMMENT =
            "# Written by `terratunnel login`. Whoever has these keys can serve your tunnels.\n";

    private final Path file;

    /// @param file may not exist yet
    public CredentialsFile(Path file) {
        this.file = file;
    }

    /// Where it is.
    public Path path() {
        return file;
    }

    /// What was got at a server.
    public Optional<Credential> find(URI serverUrl) throws IOException {
        Object entry = read().get(ServerName.webUrl(serverUrl).toString());
        return entry instanceof Map<?, ?> fields
                ? Optional.of(
                                new Credential(
                                        text(fields, "api-key"),
                                        text(fields, "tunnel"),
                                        text(fields, "user")))
                        .filter(credential -> !credential.apiKey().isEmpty())
                : Optional.empty();
    }

    /// Keeps what was got at a server, in place of what was there for it.
    public void put(URI serverUrl, Credential credential) throws IOException {
        Map<String, Object> servers = new LinkedHashMap<>(read());
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("user", credential.user());
        entry.put("tunnel", credential.tunnel());
        entry.put("api-key", credential.apiKey());
        servers.put(ServerName.webUrl(serverUrl).toString(), entry);
        write(servers);
    }

    /// Forgets what was got at a server.
    ///
    /// @return whether there was anything
    public boolean remove(URI serverUrl) throws IOException {
        Map<String, Object> servers = new LinkedHashMap<>(read());
        if (servers.remove(ServerName.webUrl(serverUrl).toString()) == null) {
            return false;
        }
        write(servers);
        return true;
    }

    private Map<String, Object> read() throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return Map.of();
        }
        try {
            Object root = new Load(LoadSettings.builder().build()).loadFromString(text);
            Map<String, Object> servers = new LinkedHashMap<>();
            if (root instanceof Map<?, ?> map) {
                map.forEach((server, entry) -> servers.put(String.valueOf(server), entry));
            } else if (root != null) {
                throw new IOException(file + " is no map of servers; remove it and log in again");
            }
            return servers;
        } catch (YamlEngineException e) {
            // Its own message would quote the file, and so maybe a key.
            throw new IOException(file + " is not valid YAML; remove it and log in again");
        }
    }

    private void write(Map<String, Object> servers) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " has no folder");
        }
        makeFolder(folder);
        DumpSettings settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
        String text = COMMENT + (servers.isEmpty() ? "" : new Dump(settings).dumpToString(servers));
        Path fresh = Files.createTempFile(folder, ".credentials-", ".tmp", ownerOnly(folder));
        try {
            Files.writeString(fresh, text, StandardCharsets.UTF_8);
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (isPosix(folder)) {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNERS_FOLDER));
        } else {
            Files.createDirectory(folder);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) {
        return isPosix(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static String text(Map<?, ?> fields, String name) {
        return fields.get(name) instanceof String text ? text : "";
    }
}
