package io.terrateam.terratunnel.agent.origin;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// TLS toward an `https` origin: loopback is never verified, other addresses are unless the user
/// says otherwise.
///
/// Thread: immutable; one context for all connections.
final class OriginTls {

    private final @Nullable SslContext context;
    private final OriginAddress address;
    private final Duration handshakeLimit;

    private OriginTls(
            @Nullable SslContext context, OriginAddress address, Duration handshakeLimit) {
        this.context = context;
        this.address = address;
        this.handshakeLimit = handshakeLimit;
    }

    /// @param insecure accept any certificate
    /// @param ca a PEM file with the authorities to trust instead of the system's Failure:
    ///   `IllegalArgumentException` where the authorities' file can't be read.
    static OriginTls of(
            OriginAddress address, boolean insecure, Optional<Path> ca, Duration handshakeLimit) {
        if (!address.tls()) {
            return new OriginTls(null, address, handshakeLimit);
        }
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        boolean verified = !insecure && !address.isLoopback();
        try {
            if (!verified) {
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm(null);
            } else {
                ca.map(Path::toFile).ifPresent(builder::trustManager);
            }
            return new OriginTls(builder.build(), address, handshakeLimit);
        } catch (SSLException | IllegalArgumentException failure) {
            throw new IllegalArgumentException(
                    "--local-ca: "
                            + ca.map(Path::toString).orElse("")
                            + " (expected: a file of PEM certificates that can be read)",
                    failure);
        }
    }

    /// The handler for a new connection, or null where the origin speaks plain HTTP.
    @Nullable SslHandler newHandler(Channel channel) {
        if (context == null) {
            return null;
        }
        SslHandler handler = context.newHandler(channel.alloc(), address.host(), address.port());
        handler.setHandshakeTimeout(handshakeLimit.toMillis(), TimeUnit.MILLISECONDS);
        return handler;
    }
}
