package io.terrateam.terratunnel.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the HTTP/2 handler hears does not depend on whether DATA is cut in front of it.
final class DataFrameCutterTest {

    private static final WebSocketCodec.Role AGENT = WebSocketCodec.Role.AGENT;
    private static final int DATA = 0;
    private static final int END_STREAM = 1;

    @ParameterizedTest
    @EnumSource(WebSocketCodec.Role.class)
    void mixedExchangesAreHeardAlikeHoweverTheSocketCutsThem(WebSocketCodec.Role role) {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            byte[] stream = Http2Script.ofManyExchanges(random, role == WebSocketCodec.Role.EDGE);
            List<Integer> cuts = cuts(random, stream.length);
            try (CutterUnderTest plain = new CutterUnderTest(role, false);
                    CutterUnderTest cut = new CutterUnderTest(role, true)) {
                plain.receives(stream, cuts);
                cut.receives(stream, cuts);

                assertThat(cut.heard).as("seed %d", seed).isEqualTo(plain.heard);
                assertThat(cut.bodies()).as("seed %d", seed).isEqualTo(plain.bodies());
                for (int id = 1; id < 2 * CutterUnderTest.STREAMS; id += 2) {
                    assertThat(cut.window(id)).as("seed %d", seed).isEqualTo(plain.window(id));
                }
                assertThat(cut.isOpen()).isEqualTo(plain.isOpen());
            }
        }
    }

    private static List<Integer> cuts(Random random, int length) {
        TreeSet<Integer> cuts = new TreeSet<>();
        int count = 1 + random.nextInt(random.nextBoolean() ? 10 : 60);
        for (int i = 0; i < count; i++) {
            cuts.add(1 + random.nextInt(length - 1));
        }
        return new ArrayList<>(cuts);
    }

    @Test
    void everyCutOfAShortExchangeIsHeardAlike() {
        byte[] stream;
        try (Http2Script script = new Http2Script()) {
            stream =
                    script.preface()
                            .settings()
                            .head(1, false, 3, false)
                            .data(1, new byte[20], 0, false)
                            .data(1, new byte[12], 5, false)
                            .data(1, new byte[7], 0, true)
                            .toBytes();
        }
        List<String> expected = heard(stream, List.of(), false).heard;
        for (int first = 1; first < stream.length; first++) {
            assertThat(heard(stream, List.of(first), true).heard).isEqualTo(expected);
            int second = first + (stream.length - first) / 2;
            if (second > first) {
                CutterUnderTest cut = heard(stream, List.of(first, second), true);
                assertThat(cut.heard).as("%d, %d", first, second).isEqualTo(expected);
                assertThat(cut.data.get(1).size()).isEqualTo(39);
            }
        }
        List<Integer> everywhere = IntStream.range(1, stream.length).boxed().toList();
        assertThat(heard(stream, everywhere, true).heard).isEqualTo(expected);
    }

    @Test
    void anUnfinishedFrameIsHeardAsFarAsItCame() {
        byte[] stream = postOf(64 << 10, 10_000);

        CutterUnderTest cut = heard(stream, List.of(stream.length - 4_000), true);

        assertThat(cut.data.get(1).size()).isEqualTo(10_000);
        assertThat(cut.heard).noneMatch(line -> line.startsWith("end"));
        assertThat(heard(stream, List.of(), false).data).isEmpty();
    }

    @Test
    void readsGoOnWithoutBeingGathered() {
        byte[] stream = postOf(64 << 10, 64 << 10);
        List<Integer> cuts = IntStream.range(1, 17).map(i -> i << 12).boxed().toList();

        CutterUnderTest cut = heard(stream, cuts, true);

        assertThat(cut.data.get(1).size()).isEqualTo(64 << 10);
        assertThat(cut.largestRead()).isLessThanOrEqualTo(4 << 10);
        assertThat(cut.heard.getLast()).isEqualTo("end 1");
    }

    @Test
    void aFrameOverTheLimitIsStillRefused() {
        byte[] stream = postOf((64 << 10) + 1, (64 << 10) + 1);

        CutterUnderTest cut = heard(stream, List.of(20_000, 30_000), true);

        assertThat(cut.data).isEmpty();
        assertThat(cut.isOpen()).isFalse();
    }

    private static byte[] postOf(int announcedBytes, int bytes) {
        try (Http2Script script = new Http2Script()) {
            return script.preface()
                    .settings()
                    .head(1, false, 3, false)
                    .raw(announcedBytes, DATA, END_STREAM, 1, new byte[bytes])
                    .toBytes();
        }
    }

    private static CutterUnderTest heard(byte[] stream, List<Integer> cuts, boolean cutting) {
        try (CutterUnderTest end = new CutterUnderTest(AGENT, cutting)) {
            end.receives(stream, cuts);
            return end;
        }
    }
}
