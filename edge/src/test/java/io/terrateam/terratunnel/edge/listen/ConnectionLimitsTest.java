package io.terrateam.terratunnel.edge.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.junit.jupiter.api.Test;

final class ConnectionLimitsTest {

    private static final EdgeConfig.Counts COUNTS = new EdgeConfig.Counts(5, 2, 1, 1, 1, 1, 1);

    private final ConnectionLimits limits =
            new ConnectionLimits(COUNTS, socket -> socket.getHostString().equals("10.0.0.1"));

    @Test
    void boundsTheConnectionsOfOneAddress() {
        Connection first = new Connection("192.0.2.1");

        assertThat(limits.admit(first)).isTrue();
        assertThat(limits.admit(new Connection("192.0.2.1"))).isTrue();
        assertThat(limits.admit(new Connection("192.0.2.1"))).isFalse();
        assertThat(limits.admit(new Connection("192.0.2.2"))).isTrue();
        first.close();

        assertThat(limits.admit(new Connection("192.0.2.1"))).isTrue();
        assertThat(limits.admit(new Connection("192.0.2.1"))).isFalse();
    }

    @Test
    void loopbackAndTrustedProxiesAreOnlyBoundedInAll() {
        for (int i = 0; i < 3; i++) {
            assertThat(limits.admit(new Connection("127.0.0.1"))).isTrue();
        }
        assertThat(limits.admit(new Connection("10.0.0.1"))).isTrue();
        Connection last = new Connection("10.0.0.1");
        assertThat(limits.admit(last)).isTrue();
        assertThat(limits.admit(new Connection("10.0.0.1"))).isFalse();
        last.close();

        assertThat(limits.admit(new Connection("192.0.2.9"))).isTrue();
    }

    private static final class Connection extends EmbeddedChannel {
        private final InetSocketAddress remote;

        Connection(String address) {
            remote = new InetSocketAddress(address, 1);
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return remote;
        }
    }
}
