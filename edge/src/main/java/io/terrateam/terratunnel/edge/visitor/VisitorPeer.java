package io.terrateam.terratunnel.edge.visitor;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// Who is at the other end of a visitor connection.
///
/// @param address the address as text
/// @param forwardedFor the address as RFC 7239 section 6 writes it
/// @param trusted whether its forwarding fields are believed
/// @param scheme `http` or `https`, as this connection came in
record VisitorPeer(AsciiString address, String forwardedFor, boolean trusted, AsciiString scheme) {

    static final AsciiString HTTP = AsciiString.cached("http");

    static VisitorPeer of(SocketAddress remote, TrustedProxies proxies) {
        if (!(remote instanceof InetSocketAddress socket)) {
            return new VisitorPeer(AsciiString.cached("unknown"), "unknown", false, HTTP);
        }
        InetAddress address = socket.getAddress();
        String text = NetUtil.toAddressString(address);
        String forwarded = address instanceof Inet6Address ? "\"[" + text + "]\"" : text;
        return new VisitorPeer(AsciiString.of(text), forwarded, proxies.contain(socket), HTTP);
    }
}
