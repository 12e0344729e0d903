package io.terrateam.terratunnel.bench;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.protocol.http.FieldRules;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What the header fields of a request cost on their way: HTTP/1.1 to HTTP/2 at the edge, back to
/// HTTP/1.1 at the agent. The request is a browser's, with two hop-by-hop fields and two cookies.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeaderBenchmark {

    private final HttpHeaders visitorFields =
            http1().add("Host", "happy-panda-dancing.tunnel.example")
                    .add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0")
                    .add(
                            "Accept",
                            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
                    .add("Accept-Language", "en-US,en;q=0.5")
                    .add("Accept-Encoding", "gzip, deflate, br, zstd")
                    .add("Referer", "https://happy-panda-dancing.tunnel.example/account")
                    .add("Cookie", "session=0123456789abcdef0123456789abcdef; theme=dark")
                    .add("Content-Type", "application/json")
                    .add("Sec-Fetch-Dest", "document")
                    .add("Sec-Fetch-Mode", "navigate")
                    .add("Connection", "keep-alive, X-Private")
                    .add("Keep-Alive", "timeout=5")
                    .add("X-Private", "1");
    private final Http2Headers linkFields = mapped();

    private static HttpHeaders http1() {
        return DefaultHttpHeadersFactory.headersFactory().newHeaders();
    }

    private Http2Headers mapped() {
        Http2Headers fields =
                new DefaultHttp2Headers()
                        .method("GET")
                        .scheme("https")
                        .authority("happy-panda-dancing.tunnel.example")
                        .path("/account/orders?page=2");
        FieldRules.copyToHttp2(visitorFields, fields);
        return fields;
    }

    /// The edge's part.
    @Benchmark
    public Http2Headers http1ToHttp2() {
        Http2Headers fields = new DefaultHttp2Headers();
        FieldRules.copyToHttp2(visitorFields, fields);
        return fields;
    }

    /// The agent's part.
    @Benchmark
    public HttpHeaders http2ToHttp1() {
        HttpHeaders fields = http1();
        FieldRules.copyToHttp1(linkFields, fields, true);
        return fields;
    }

    /// Both.
    @Benchmark
    public HttpHeaders thereAndBack() {
        HttpHeaders fields = http1();
        FieldRules.copyToHttp1(mapped(), fields, true);
        return fields;
    }
}
