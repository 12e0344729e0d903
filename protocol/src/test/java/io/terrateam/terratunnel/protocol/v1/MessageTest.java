package io.terrateam.terratunnel.protocol.v1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What messages say, and what they must not say.
class MessageTest {

    private static final ByteBufAllocator ALLOC = ByteBufAllocator.DEFAULT;

    @Test
    void answerOfTheOriginal_isRead() throws BadMessage {
        Read<Message.Answer> answer =
                atEdge(
                        """
                        {"status_code": 201, "headers": {"content-type": "text/plain", "X-A": "\\u00e9"},
                         "body": "gr\\u00fc\\u00df \\ud83d\\ude00 \\"q\\" \\\\ \\/ \\n \\ud800!", "is_binary": false,
                         "request_id": "r-1"}
                        """,
                        Message.Answer.class);

        assertThat(answer.message.requestId()).isEqualTo("r-1");
        assertThat(answer.message.status()).isEqualTo(201);
        assertThat(answer.message.fields().get("x-a")).hasToString("é");
        assertThat(answer.body).isEqualTo("grüß 😀 \"q\" \\ / \n \ufffd!".getBytes(UTF_8));
    }

    @Test
    void base64OfEveryLength_givesItsBytes() throws BadMessage {
        Random random = new Random(7);
        for (int length : new int[] {0, 1, 2, 3, 4, 6143, 6144, 6145, 12288, 50_000, 700_001}) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            String json =
                    "{\"is_binary\":true,\"body\":\""
                            + Base64.getEncoder().encodeToString(bytes)
                            + "\",\"request_id\":\"r\"}";

            assertThat(atEdge(json, Message.Answer.class).body).isEqualTo(bytes);
        }
    }

    @Test
    void longTextWithEscapesAcrossBlocks_givesItsBytes() throws BadMessage {
        String text = "aä\u20ac😀\"\\\n".repeat(9_000) + "x";
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append("\\u%04x".formatted(c)));

        assertThat(body("{\"request_id\":\"r\",\"body\":\"" + escaped + "\"}")).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ab=", "a===", "QQ==QQ==", "Q!==", "\\u0041A=="})
    void badBase64_isNoBody(String data) throws BadMessage {
        ByteBuf json = bytes("{\"request_id\":\"r\",\"is_binary\":true,\"body\":\"" + data + "\"}");
        Message.Answer answer =
                (Message.Answer) new MessageReader(MessageReader.Role.EDGE).read(json);
        boolean whole = answer.body().decode(ALLOC, ByteBuf::release);

        assertThat(whole).isEqualTo(data.startsWith("\\u0041"));
        json.release();
    }

    @Test
    void paddingAtTheEndOfABlock_endsTheBody() throws BadMessage {
        String block = Base64.getEncoder().encodeToString(new byte[6143]);
        ByteBuf json =
                bytes("{\"request_id\":\"r\",\"is_binary\":true,\"body\":\"" + block + "QUJD\"}");
        Message.Answer answer =
                (Message.Answer) new MessageReader(MessageReader.Role.EDGE).read(json);

        assertThat(answer.body().decode(ALLOC, ByteBuf::release)).isFalse();
        json.release();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"request_id":"r","status_code":"200"}       | status_code has the wrong type
                    {"request_id":"r","status_code":99}          | status_code is none of an answer
                    {"request_id":"r","status_code":600}         | status_code is none of an answer
                    {"status_code":1e9,"request_id":"r"}         | status_code has the wrong type
                    {"request_id":"r","status_code":99999999999999999999} | status_code has the wrong type
                    {"request_id":"r","headers":[]}              | headers has the wrong type
                    {"request_id":"r","headers":{"a":["b"]}}     | a header's value is no text
                    {"request_id":"r","headers":{"a b":"c"}}     | a header's name is no token
                    {"request_id":"r","headers":{"":"c"}}        | a header's name is no token
                    {"request_id":"r","headers":{"a":"b\\r\\nc: d"}} | a header's value has what no header may have
                    {"request_id":"r","headers":{"a":"\\u20ac"}} | a header's value has what no header may have
                    {"request_id":"r","body":7}                  | body has the wrong type
                    {"request_id":"r","is_binary":1}             | is_binary is neither true nor false
                    {"request_id":"r","is_streaming":true}       | stream has no id
                    {"type":"stream_chunk","stream_id":"r"}      | chunk has no data
                    {"type":"stream_complete","stream_id":"r"}   | checksum is missing
                    """)
    void wrongMessageOfAnExchange_endsThatExchange(String json, String reason) throws BadMessage {
        assertThat(atEdge(json, Message.Malformed.class).message)
                .isEqualTo(new Message.Malformed("r", reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    []                                  | 1007 | message is no JSON object
                    "x"                                 | 1007 | message is no JSON object
                    {"a":1                              | 1007 | message is not JSON
                    {"a":'b'}                           | 1007 | message is not JSON
                    {} {}                               | 1007 | data behind the message's end
                    {"type":7}                          | 1008 | type has the wrong type
                    {"type":"client_info","api_key":7}  | 1008 | api_key has the wrong type
                    {"request_id":7}                    | 1008 | request_id has the wrong type
                    {"type":"stream_chunk"}             | 1008 | stream_id is missing
                    """)
    void wrongMessageOfNoExchange_endsTheLink(String json, int code, String reason) {
        ByteBuf message = bytes(json);

        assertThatThrownBy(() -> new MessageReader(MessageReader.Role.EDGE).read(message))
                .isInstanceOfSatisfying(
                        BadMessage.class,
                        bad -> {
                            assertThat(bad.closeCode()).isEqualTo(code);
                            assertThat(bad.reason()).isEqualTo(reason);
                        });
        message.release();
    }

    @Test
    void otherEncodingsDepthAndBrokenUtf8_areRefused() {
        for (byte[] json :
                List.of(
                        "{\"a\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE),
                        "{\"a\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_16BE),
                        "{\"a\":\"\u00e9\"}".getBytes(ISO_8859_1),
                        ("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}").getBytes(UTF_8))) {
            ByteBuf message = Unpooled.wrappedBuffer(json);
            assertThatThrownBy(() -> new MessageReader(MessageReader.Role.EDGE).read(message))
                    .isInstanceOf(BadMessage.class);
            message.release();
        }
    }

    @Test
    void unknownMembersAndTypes_arePassedOver() throws BadMessage {
        assertThat(atEdge("{}", Message.Unknown.class)).isNotNull();
        assertThat(atEdge("{\"type\":\"news\",\"x\":{\"y\":[1]}}", Message.Unknown.class))
                .isNotNull();
        assertThat(
                        atEdge(
                                        "{\"type\":\"client_info\",\"subdomain\":\"a\",\"local_endpoint\":\"l\",\"api_key\":null}",
                                        Message.ClientInfo.class)
                                .message)
                .isEqualTo(new Message.ClientInfo("l", "", false));
    }

    @Test
    void whatIsWritten_isReadAgain() throws BadMessage {
        MessageWriter writer = new MessageWriter(ALLOC);
        Http2Headers fields = new DefaultHttp2Headers(false);
        fields.method("POST").path("/ignored");
        fields.add("set-cookie", "a=1").add("x-é", "dropped by nobody");
        fields.remove("x-é");
        fields.add("set-cookie", "b=2").add("cookie", "c=3").add("cookie", "d=4");
        for (int i = 0; i < 5; i++) {
            fields.add("x", String.valueOf(i));
        }
        ByteBuf message =
                writer.beginRequest("r", "POST", "/a%2Fb%zz c?x=1&y&x=%C3%A9+b", fields, false);
        ByteBuf text = bytes("line\n\"quoted\" \\ \u0001 é");
        BodyText.appendText(text, message);
        message.writeCharSequence(MessageWriter.END_OF_BODY, UTF_8);

        Message.Request request =
                (Message.Request) new MessageReader(MessageReader.Role.AGENT).read(message);

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/a%2Fb%25zz%20c");
        assertThat(request.rawQuery()).isEqualTo("x=1&y&x=%C3%A9+b");
        assertThat(request.query())
                .containsExactly(
                        new Message.Pair("x", "1"),
                        new Message.Pair("y", ""),
                        new Message.Pair("x", "é b"));
        assertThat(request.fields().getAll("set-cookie"))
                .map(Object::toString)
                .containsExactly("a=1", "b=2");
        assertThat(request.fields().get("cookie")).hasToString("c=3; d=4");
        assertThat(request.fields().getAll("x"))
                .map(Object::toString)
                .containsExactly("0", "1, 2, 3, 4");
        assertThat(decoded(request.body()))
                .isEqualTo("line\n\"quoted\" \\ \u0001 é".getBytes(UTF_8));
        assertThat(message.readerIndex()).isEqualTo(V1.HEADROOM_BYTES);
        message.release();
        text.release();
    }

    @Test
    void chunksAndTheirEnds_areReadAgain() throws BadMessage {
        MessageWriter writer = new MessageWriter(ALLOC);
        byte[] bytes = new byte[100_000];
        new Random(3).nextBytes(bytes);
        ByteBuf data = Unpooled.wrappedBuffer(bytes);
        Checksum checksum = new Checksum();
        checksum.update(data);
        String hex = checksum.hex();
        ByteBuf message = writer.beginChunk("s", 4, bytes.length, hex);
        BodyText.appendBase64(data, message);
        message.writeCharSequence(MessageWriter.END_OF_CHUNK, UTF_8);

        Message.StreamChunk chunk =
                (Message.StreamChunk) new MessageReader(MessageReader.Role.EDGE).read(message);

        assertThat(chunk.index()).isEqualTo(4);
        assertThat(chunk.bytes()).isEqualTo(bytes.length);
        assertThat(chunk.checksum()).isEqualTo(hex).hasSize(64);
        assertThat(decoded(chunk.data())).isEqualTo(bytes);
        message.release();
        data.release();
        assertThat(
                        read(
                                writer.write(new Message.StreamComplete("s", hex)),
                                MessageReader.Role.EDGE))
                .isEqualTo(new Message.StreamComplete("s", hex));
        assertThat(
                        read(
                                writer.write(new Message.HostnameAssigned("a.b", "a", true)),
                                MessageReader.Role.AGENT))
                .isEqualTo(new Message.HostnameAssigned("a.b", "a", true));
        assertThat(
                        read(
                                writer.write(new Message.ClientInfo("l", "k", true)),
                                MessageReader.Role.EDGE))
                .isEqualTo(new Message.ClientInfo("l", "k", true));
    }

    @Test
    void namesThatDifferInCase_areAllDifferent() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < CaseVariants.count("x-ab"); i++) {
            names.add(CaseVariants.of("x-ab", i));
        }

        assertThat(names).hasSize(8).doesNotHaveDuplicates().allMatch("x-ab"::equalsIgnoreCase);
        assertThat(CaseVariants.count("set-cookie")).isGreaterThan(500);
    }

    @ParameterizedTest
    @CsvSource({
        "text/html; charset=x,true",
        "application/json,true",
        "image/svg+xml,true",
        "application/x-www-form-urlencoded,true",
        "multipart/form-data; boundary=text,false",
        "image/png,false",
        ",false"
    })
    void contentTypes_areTextOrBinaryAsTheOriginalHasIt(String type, boolean text) {
        assertThat(ContentTypes.isText(type)).isEqualTo(text);
    }

    // ---- reading

    private record Read<T>(T message, byte[] body) {}

    private static <T extends Message> Read<T> atEdge(String json, Class<T> type)
            throws BadMessage {
        ByteBuf message = bytes(json);
        try {
            Message read = new MessageReader(MessageReader.Role.EDGE).read(message);
            assertThat(read).isInstanceOf(type);
            byte[] body =
                    read instanceof Message.Answer answer ? decoded(answer.body()) : new byte[0];
            return new Read<>(type.cast(read), body);
        } finally {
            message.release();
        }
    }

    private static String body(String json) throws BadMessage {
        return new String(atEdge(json, Message.Answer.class).body, UTF_8);
    }

    private static Message read(ByteBuf message, MessageReader.Role role) throws BadMessage {
        try {
            return new MessageReader(role).read(message);
        } finally {
            message.release();
        }
    }

    private static byte[] decoded(MessageBody body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean whole =
                body.decode(
                        ALLOC,
                        part -> {
                            byte[] copy = new byte[part.readableBytes()];
                            part.readBytes(copy);
                            part.release();
                            bytes.writeBytes(copy);
                        });
        assertThat(whole).isTrue();
        return bytes.toByteArray();
    }

    private static ByteBuf bytes(String json) {
        byte[] utf8 = json.getBytes(UTF_8);
        // Behind other bytes, as messages lie in what was read from a socket.
        byte[] padded = new byte[utf8.length + 5];
        Arrays.fill(padded, (byte) '"');
        System.arraycopy(utf8, 0, padded, 5, utf8.length);
        return Unpooled.wrappedBuffer(padded).skipBytes(5);
    }
}
