package io.terrateam.terratunnel.testkit.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// An authority of a test's own and one certificate that it signed, made by the JDK's `keytool`.
///
/// Thread: immutable once made. Owns: nothing; the files stay in the test's directory.
public final class TestCertificates {
    private static final String PASSWORD = "password";
    private static final String SERVER = "server";
    private static final String AUTHORITY = "authority";

    private final Path directory;
    private final KeyStore store;

    private TestCertificates(Path directory, KeyStore store) {
        this.directory = directory;
        this.store = store;
    }

    /// Makes both in `directory`, which must not have any yet.
    ///
    /// @param names subject alternative names as keytool has them: `dns:app.test`, `ip:127.0.0.1`
    public static TestCertificates make(Path directory, String... names)
            throws IOException, GeneralSecurityException {
        Files.createDirectories(directory);
        Path file = directory.resolve("certificates.p12");
        keytool(file, AUTHORITY, "-ext", "bc:c", "-dname", "CN=authority of a test");
        keytool(
                file,
                SERVER,
                "-signer",
                AUTHORITY,
                "-dname",
                "CN=server of a test",
                "-ext",
                "san=" + String.join(",", names));
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        var made = new TestCertificates(directory, store);
        Files.writeString(made.authority(), pem("CERTIFICATE", made.certificate(AUTHORITY)));
        String chain = pem("CERTIFICATE", made.certificate(SERVER));
        Files.writeString(made.chain(), chain + Files.readString(made.authority()));
        Key key = store.getKey(SERVER, PASSWORD.toCharArray());
        Files.writeString(made.key(), pem("PRIVATE KEY", key.getEncoded()));
        return made;
    }

    private static void keytool(Path file, String alias, String... more) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-validity", "2"));
        command.addAll(List.of("-keystore", file.toString(), "-storepass", PASSWORD));
        command.addAll(List.of("-alias", alias));
        command.addAll(Arrays.asList(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private byte[] certificate(String alias) throws GeneralSecurityException {
        Certificate certificate = store.getCertificate(alias);
        return certificate.getEncoded();
    }

    private static String pem(String kind, byte[] bytes) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN %s-----\n%s\n-----END %1$s-----\n".formatted(kind, lines);
    }

    /// The authority's certificate as a PEM file, as for `--ca`.
    public Path authority() {
        return directory.resolve("authority.pem");
    }

    /// The server's certificate with the authority's behind it, as a PEM file.
    public Path chain() {
        return directory.resolve("chain.pem");
    }

    /// The server's key as a PEM file.
    public Path key() {
        return directory.resolve("key.pem");
    }

    /// TLS for whoever is the server by this certificate, and trusts its authority alone.
    public SSLContext context() throws GeneralSecurityException {
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try {
            trusted.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        trusted.setCertificateEntry(AUTHORITY, store.getCertificate(AUTHORITY));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
