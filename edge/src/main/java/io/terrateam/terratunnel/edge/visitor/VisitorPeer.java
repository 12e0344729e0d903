package io.terrateam.terratunnel.edge.visitor;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import io.terrateam.terratunnel.edge.config.TrustedProxies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/// Who is at the other end of a visitor connection.
///
/// @param remote its socket address
/// @param proxies the proxies whose word is believed
/// @param address the address as text
/// @param forwardedFor the address as RFC 7239 section 6 writes it
/// @param trusted whether its forwarding fields are believed
/// @param scheme `http` or `https`, as this connection came in
record VisitorPeer(
        InetSocketAddress remote,
        TrustedProxies proxies,
        AsciiString address,
        String forwardedFor,
        boolean trusted,
        AsciiString scheme) {

    static final AsciiString HTTP = AsciiString.cached("http");

    private static final InetSocketAddress NOWHERE =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    static VisitorPeer of(SocketAddress remote, TrustedProxies proxies) {
        if (!(remote instanceof InetSocketAddress socket)) {
            return new VisitorPeer(
                    NOWHERE, proxies, AsciiString.cached("unknown"), "unknown", false, HTTP);
        }
        String text = NetUtil.toAddressString(socket.getAddress());
        return new VisitorPeer(
                socket,
                proxies,
                AsciiString.of(text),
                forwardedNode(text),
                proxies.contain(socket),
                HTTP);
    }

    /// An address as RFC 7239 section 6 writes it.
    static String forwardedNode(String address) {
        return address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
    }

    /// Who the visitor behind a trusted proxy is.
    InetAddress visitor(List<? extends CharSequence> forwardedFor) {
        return proxies.origin(remote, forwardedFor);
    }
}
