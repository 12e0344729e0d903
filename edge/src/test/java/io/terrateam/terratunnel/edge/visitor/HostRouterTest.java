package io.terrateam.terratunnel.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.terrateam.terratunnel.edge.directory.Directory;
import io.terrateam.terratunnel.protocol.TunnelName;
import io.terrateam.terratunnel.protocol.http.Authority;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostRouterTest {

    @ParameterizedTest
    @CsvSource({
        "example.test, ToControl",
        "EXAMPLE.TEST.:99, ToControl",
        "panda.example.test, ToTunnel",
        "Panda.Example.Test.:8000, ToTunnel",
        "koala.example.test, Unserved",
        "ab.example.test, NoTunnel",
        "a.panda.example.test, NoTunnel",
        "-x-.example.test, NoTunnel",
        "xn--abc.example.test, NoTunnel",
        "a_b.example.test, NoTunnel",
        "xexample.test, Foreign",
        "example.test.evil, Foreign",
        "test, Foreign",
        "127.0.0.1, Foreign",
        "[::1], Foreign",
    })
    void hostsLeadWhereTheyBelong(String host, String route) {
        Directory directory = new Directory(new DefaultEventLoop(), Heads.CONFIG);
        directory.loopOf(new TunnelName("panda"));
        HostRouter router = new HostRouter(directory, new Authority("example.test", 8000));

        HostRouter.Route found = router.route(Authority.parse(host).orElseThrow());

        assertThat(found.getClass().getSimpleName()).isEqualTo(route);
    }
}
