package io.terrateam.terratunnel.cli.login;

import io.terrateam.terratunnel.agent.link.ProxyRules;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Makes the client that asks the server for a key: it trusts what the user trusts and goes the way
/// that the user's proxy variables say. Redirects are not followed.
public final class WebClients {
    private static final Duration CONNECT_TIME = Duration.ofSeconds(10);

    private WebClients() {}

    /// Makes one.
    ///
    /// @param webUrl the server
    /// @param ca a PEM file with the authorities to trust instead of the system's
    public static HttpClient of(URI webUrl, Optional<Path> ca, ProxyRules proxies)
            throws LoginException {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT_TIME)
                        .proxy(proxy(webUrl, proxies));
        if (ca.isPresent()) {
            builder.sslContext(trusting(ca.get()));
        }
        return builder.build();
    }

    private static ProxySelector proxy(URI webUrl, ProxyRules proxies) throws LoginException {
        boolean isSecure = webUrl.getScheme().equals("https");
        int port = webUrl.getPort() >= 0 ? webUrl.getPort() : isSecure ? 443 : 80;
        Optional<ProxyRules.Proxy> proxy = proxies.proxyFor(isSecure, webUrl.getHost(), port);
        if (proxy.filter(found -> found.socks() || found.user() != null).isPresent()) {
            throw new LoginException(
                    "terratunnel login can't go through a SOCKS proxy, nor one with a password. Make a"
                            + " key on the server's pages instead, and give it in a file:"
                            + " --api-key-file.");
        }
        return ProxySelector.of(
                proxy.map(found -> new InetSocketAddress(found.host(), found.port())).orElse(null));
    }

    private static SSLContext trusting(Path ca) throws LoginException {
        try (InputStream in = Files.newInputStream(ca)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate each :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + number++, each);
            }
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new LoginException("--ca: " + ca + " (expected: a PEM file with certificates)");
        }
    }
}
