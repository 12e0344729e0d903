package io.terrateam.terratunnel.edge.link;

import io.netty.channel.Channel;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.config.TrustedProxies;
import io.terrateam.terratunnel.edge.spi.LinkAudit;
import io.terrateam.terratunnel.edge.spi.LinkAuthenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// What whoever opens links needs, whichever version they speak.
///
/// @param authenticator who may open one
/// @param audit hears of them
/// @param home the tunnels that they serve
/// @param room the links that are open
/// @param proxies whose word counts about where a link comes from
public record LinkServices(
        EdgeConfig config,
        LinkAuthenticator authenticator,
        LinkAudit audit,
        LinkHome home,
        LinkRoom room,
        TrustedProxies proxies) {

    /// With no link open yet.
    public static LinkServices of(
            EdgeConfig config, LinkAuthenticator authenticator, LinkAudit audit, LinkHome home) {
        return new LinkServices(
                config,
                authenticator,
                audit,
                home,
                new LinkRoom(config.counts().links()),
                new TrustedProxies(config.trustedProxies()));
    }

    /// The address that a link comes from.
    public InetAddress peer(Channel channel, LinkUpgrade upgrade) {
        return channel.remoteAddress() instanceof InetSocketAddress socket
                ? proxies.origin(socket, upgrade.forwardedFor())
                : InetAddress.getLoopbackAddress();
    }
}
