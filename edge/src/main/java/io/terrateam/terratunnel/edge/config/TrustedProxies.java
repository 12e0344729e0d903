package io.terrateam.terratunnel.edge.config;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The address ranges whose forwarding fields are believed.
///
/// Thread: immutable.
public final class TrustedProxies {

    private final List<IpSubnetFilterRule> ranges = new ArrayList<>();

    /// Parses ranges such as `10.0.0.0/8`, `::1/128` or a single address.
    ///
    /// Failure: `IllegalArgumentException` that names the range.
    public TrustedProxies(List<String> cidrs) {
        for (String cidr : cidrs) {
            ranges.add(parse(cidr.trim()));
        }
    }

    private static IpSubnetFilterRule parse(String cidr) {
        try {
            int slash = cidr.indexOf('/');
            String address = slash < 0 ? cidr : cidr.substring(0, slash);
            int bits = address.indexOf(':') >= 0 ? 128 : 32;
            int prefix = slash < 0 ? bits : Integer.parseInt(cidr.substring(slash + 1));
            return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "trustedProxies: "
                            + cidr
                            + " (expected: an address or a range such as 10.0.0.0/8)",
                    e);
        }
    }

    /// Whether an address is in one of the ranges.
    public boolean contain(InetSocketAddress address) {
        for (IpSubnetFilterRule range : ranges) {
            if (range.matches(address)) {
                return true;
            }
        }
        return false;
    }

    /// The address that a request really came from: the last one in `X-Forwarded-For` that is not a
    /// trusted proxy's, or the peer's own where the peer is not trusted or says nothing.
    ///
    /// @param forwardedFor the values of `X-Forwarded-For`, in their order
    public InetAddress origin(InetSocketAddress peer, List<? extends CharSequence> forwardedFor) {
        InetAddress believed = peer.getAddress();
        if (!contain(peer)) {
            return believed;
        }
        String[] hops = String.join(",", forwardedFor).split(",");
        for (int i = hops.length - 1; i >= 0; i--) {
            InetAddress hop = literal(hops[i].trim());
            if (hop == null) {
                return believed;
            }
            believed = hop;
            if (!contain(new InetSocketAddress(hop, 0))) {
                return hop;
            }
        }
        return believed;
    }

    private static @Nullable InetAddress literal(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        byte[] address =
                NetUtil.createByteArrayFromIpAddressString(
                        bracketed ? text.substring(1, text.length() - 1) : text);
        try {
            return address == null ? null : InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
