package io.terrateam.terratunnel.edge.visitor;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.directory.Directory;
import io.terrateam.terratunnel.edge.link.LinkAcceptor;
import io.terrateam.terratunnel.edge.link.LinkServices;
import io.terrateam.terratunnel.edge.page.ErrorResponses;
import io.terrateam.terratunnel.edge.spi.LinkApplication;
import io.terrateam.terratunnel.edge.spi.LinkAudit;
import io.terrateam.terratunnel.protocol.http.Authority;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Judges heads as a visitor's connection does, without sockets.
final class Heads {

    static final EdgeConfig CONFIG = EdgeConfig.forDomain(new Authority("example.test", -1));
    static final Directory DIRECTORY = new Directory(new DefaultEventLoop(), CONFIG);
    static final VisitorServices SERVICES =
            new VisitorServices(
                    CONFIG,
                    DIRECTORY,
                    name -> CompletableFuture.completedFuture(false),
                    new LinkAcceptor(
                            LinkServices.of(
                                    CONFIG,
                                    application -> new CompletableFuture<>(),
                                    new NoAudit(),
                                    DIRECTORY),
                            (channel, upgrade, http) -> {}),
                    (request, answer) -> answer.head(404, List.of(), true));

    private Heads() {}

    /// What becomes of each request in a stream that arrives in these pieces: `status 400`, or
    /// `/path at host`.
    static List<String> judge(byte[]... pieces) {
        StrictRequestDecoder decoder = new StrictRequestDecoder(CONFIG.sizes(), () -> {});
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        HeadPolicy policy = new HeadPolicy(CONFIG.sizes());
        List<String> verdicts = new ArrayList<>();
        for (byte[] piece : pieces) {
            channel.writeInbound(channel.alloc().buffer(piece.length + 1).writeBytes(piece));
            for (Object message = channel.readInbound();
                    message != null;
                    message = channel.readInbound()) {
                if (message instanceof HttpRequest request) {
                    verdicts.add(text(policy.check(request, decoder.takeFault())));
                }
                ReferenceCountUtil.release(message);
            }
        }
        channel.finishAndReleaseAll();
        return verdicts;
    }

    static List<String> judge(String stream) {
        return judge(stream.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(HeadPolicy.Verdict verdict) {
        HeadPolicy.Checked checked = verdict.checked();
        return checked == null
                ? "status " + ErrorResponses.answer(verdict.failure()).status()
                : checked.path() + " at " + checked.authority();
    }

    private static final class NoAudit implements LinkAudit {
        @Override
        public void connected(Party link) {}

        @Override
        public void disconnected(Party link, Ending ending) {}

        @Override
        public void refused(LinkApplication from, int status, String title) {}
    }
}
