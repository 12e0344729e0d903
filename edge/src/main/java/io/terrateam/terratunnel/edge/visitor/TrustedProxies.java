package io.terrateam.terratunnel.edge.visitor;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

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

    boolean contain(InetSocketAddress address) {
        for (IpSubnetFilterRule range : ranges) {
            if (range.matches(address)) {
                return true;
            }
        }
        return false;
    }
}
