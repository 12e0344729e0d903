package io.terrateam.terratunnel.agent.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.terrateam.terratunnel.agent.transport.ConnectFailure;
import io.terrateam.terratunnel.agent.transport.ConnectRace;
import io.terrateam.terratunnel.agent.transport.HandshakeGuard;
import io.terrateam.terratunnel.agent.transport.HostResolver;
import io.terrateam.terratunnel.agent.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Connects to the server's side of the world: through a proxy where the rules say so, and with TLS
/// whose certificate must be trusted and name the host.
///
/// Thread: the loop. Owns: a channel until it is handed over, connected, greeted, not yet reading
/// beyond what TLS needs. Limits: [#CONNECT_LIMIT] for the connection, as long again for a proxy
/// and for TLS. Failure: `IOException` whose message says what did not work, for a user to read.
public final class Connector {

    /// Time for connecting.
    public static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    private final Transport transport;
    private final HostResolver resolver;
    private final ProxyRules proxies;
    private final SslContext tls;

    /// Ways to servers.
    ///
    /// @param trust a PEM file whose certificates are trusted instead of the system's, if present
    ///   Failure: `IllegalArgumentException` where that file can't be read.
    public Connector(Transport transport, ProxyRules proxies, Optional<Path> trust) {
        this.transport = transport;
        this.resolver = new HostResolver(transport.loop());
        this.proxies = proxies;
        this.tls = context(trust);
    }

    private static SslContext context(Optional<Path> trust) {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        try {
            trust.map(Path::toFile).ifPresent(builder::trustManager);
            return builder.build();
        } catch (SSLException | IllegalArgumentException failure) {
            throw new IllegalArgumentException(
                    "--ca: "
                            + trust.map(Path::toString).orElse("")
                            + " (expected: a file of PEM certificates that can be read)",
                    failure);
        }
    }

    /// Connects to `destination`.
    Future<Channel> connect(Destination destination) {
        Promise<Channel> ready = transport.loop().newPromise();
        Optional<ProxyRules.Proxy> proxy =
                proxies.proxyFor(destination.tls(), destination.host(), destination.port());
        if (proxy.isPresent()) {
            throughProxy(proxy.get(), destination, ready);
            return ready;
        }
        Future<Channel> connected =
                ConnectRace.toHost(
                        transport.linkTcp(),
                        resolver,
                        destination.host(),
                        destination.port(),
                        CONNECT_LIMIT);
        connected.addListener(done -> {
            if (connected.isSuccess()) {
                secure(connected.getNow(), destination, ready);
            } else {
                ready.tryFailure(described(destination, connected.cause()));
            }
        });
        return ready;
    }

    private void throughProxy(
            ProxyRules.Proxy proxy, Destination destination, Promise<Channel> ready) {
        Future<List<InetAddress>> found = resolver.resolve(proxy.host());
        found.addListener(done -> {
            if (!found.isSuccess()) {
                ready.tryFailure(new IOException("proxy " + proxy + ": no such host name"));
                return;
            }
            InetAddress first = found.getNow().getFirst();
            connectProxy(proxy, new InetSocketAddress(first, proxy.port()), destination, ready);
        });
    }

    private void connectProxy(
            ProxyRules.Proxy proxy,
            SocketAddress proxyAddress,
            Destination destination,
            Promise<Channel> ready) {
        ProxyHandler handler = handler(proxy, proxyAddress);
        handler.setConnectTimeoutMillis(CONNECT_LIMIT.toMillis());
        HandshakeGuard guard = new HandshakeGuard();
        Bootstrap bootstrap =
                transport
                        .linkTcp()
                        .resolver(NoopAddressResolverGroup.INSTANCE)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) CONNECT_LIMIT.toMillis())
                        .option(ChannelOption.AUTO_READ, true)
                        .handler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(handler, guard);
                                    }
                                });
        ChannelFuture connecting =
                bootstrap.connect(
                        InetSocketAddress.createUnresolved(destination.host(), destination.port()));
        Channel channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                ready.tryFailure(proxyFailure(proxy, done.cause()));
            }
        });
        handler.connectFuture()
                .addListener(done -> {
                    if (done.isSuccess()) {
                        channel.pipeline().remove(guard);
                        secure(channel, destination, ready);
                    } else {
                        channel.close();
                        ready.tryFailure(proxyFailure(proxy, done.cause()));
                    }
                });
    }

    private static ProxyHandler handler(ProxyRules.Proxy proxy, SocketAddress address) {
        String user = proxy.user();
        String password = proxy.password() == null ? "" : proxy.password();
        if (proxy.socks()) {
            return user == null
                    ? new Socks5ProxyHandler(address)
                    : new Socks5ProxyHandler(address, user, password);
        }
        return user == null
                ? new HttpProxyHandler(address)
                : new HttpProxyHandler(address, user, password);
    }

    private void secure(Channel channel, Destination destination, Promise<Channel> ready) {
        if (!destination.tls()) {
            hand(channel, ready);
            return;
        }
        SslHandler handler =
                tls.newHandler(channel.alloc(), destination.host(), destination.port());
        handler.setHandshakeTimeout(CONNECT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        HandshakeGuard.handshake(channel, handler)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        hand(channel, ready);
                    } else {
                        ready.tryFailure(tlsFailure(destination, done.cause()));
                    }
                });
    }

    private static void hand(Channel channel, Promise<Channel> ready) {
        if (!ready.trySuccess(channel)) {
            channel.close();
        }
    }

    private static IOException described(Destination destination, @Nullable Throwable cause) {
        String why = cause instanceof ConnectFailure failure ? failure.problem() : message(cause);
        return new IOException("can't reach " + destination.authority() + " (" + why + ")", cause);
    }

    private static IOException proxyFailure(ProxyRules.Proxy proxy, @Nullable Throwable cause) {
        return new IOException("proxy " + proxy + ": " + message(cause), cause);
    }

    private static IOException tlsFailure(Destination destination, @Nullable Throwable cause) {
        if (cause instanceof NotSslRecordException) {
            return new IOException(
                    destination.authority() + " does not speak TLS (without it: ws://)", cause);
        }
        return new IOException(
                "TLS with "
                        + destination.authority()
                        + " failed: "
                        + message(cause)
                        + " (--ca FILE trusts an authority of your own)",
                cause);
    }

    private static String message(@Nullable Throwable cause) {
        return cause == null ? "unknown" : String.valueOf(cause.getMessage());
    }
}
