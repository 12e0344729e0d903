package io.terrateam.terratunnel.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.agent.RawOrigin.Conversation;
import io.terrateam.terratunnel.testkit.v1.V1Ask;
import io.terrateam.terratunnel.testkit.v1.V1Exchange;
import io.terrateam.terratunnel.testkit.v1.V1Link;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The original server sends a request again that is not answered within 30 s; what it carries is
/// delivered once.
@Timeout(60)
class V1RepeatedRequestsTest {

    private static final V1Ask ORDER =
            V1Ask.of("POST", "/orders?x=1", Map.of("host", "name.test")).text("one piece");
    private static final String CREATED = "HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\ndone";

    private V1AgentUnderTest agent;
    private V1Link link;

    @BeforeEach
    void start() throws Exception {
        agent = new V1AgentUnderTest.Setup().start();
        agent.events().await("ready");
        link = agent.server().awaitLink();
    }

    @AfterEach
    void stop() throws IOException {
        agent.close();
    }

    /// An exchange that waits for its answer at the origin.
    private Conversation asked(V1Ask ask) throws Exception {
        link.ask(ask);
        Conversation conversation = agent.origin().next();
        conversation.readHead();
        return conversation;
    }

    /// Whether something else that is asked now is the next to arrive, and all before it has been
    /// looked at.
    private void assertNothingElseArrives() throws Exception {
        V1Exchange other = link.ask(V1Ask.get("/other"));
        Conversation next = agent.origin().next();
        assertThat(next.readHead()).startsWith("GET /other ");
        next.write(CREATED);
        assertThat(other.await().status()).isEqualTo(201);
    }

    @Test
    void repetitionGetsTheAnswerOfTheOneDelivery() throws Exception {
        Conversation conversation = asked(ORDER);
        agent.pass(Duration.ofSeconds(30));
        V1Exchange again = link.ask(ORDER);
        assertNothingElseArrives();

        conversation.write(CREATED);

        assertThat(again.await().text()).isEqualTo("done");
        assertThat(again.await().status()).isEqualTo(201);
    }

    @Test
    void repetitionGetsAStreamToo() throws Exception {
        Conversation conversation = asked(ORDER);
        agent.pass(Duration.ofSeconds(31));
        V1Exchange again = link.ask(ORDER);
        assertNothingElseArrives();

        conversation.write("HTTP/1.1 200 OK\r\n\r\nall of it");
        conversation.close();

        assertThat(again.await().text()).isEqualTo("all of it");
    }

    @Test
    void equalRequestAtAnotherTimeIsAnotherRequest() throws Exception {
        asked(ORDER);
        agent.pass(Duration.ofSeconds(20));
        asked(ORDER);
    }

    @Test
    void requestThatDiffersIsAnotherRequest() throws Exception {
        asked(ORDER);
        agent.pass(Duration.ofSeconds(30));
        asked(ORDER.text("two pieces"));
        asked(ORDER.with("path", "/others"));
        asked(ORDER.with("headers", Map.of("host", "name.test", "x", "1")));
    }

    @Test
    void onlyOneRepetitionJoins() throws Exception {
        asked(ORDER);
        agent.pass(Duration.ofSeconds(30));
        link.ask(ORDER);
        asked(ORDER);
    }

    @Test
    void answeredInTimeMeansThatItIsAnotherRequest() throws Exception {
        V1Exchange first = link.ask(ORDER);
        Conversation conversation = agent.origin().next();
        conversation.readHead();
        agent.pass(Duration.ofSeconds(5));
        conversation.read(9);
        conversation.write(CREATED.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        first.await();
        agent.pass(Duration.ofSeconds(25));

        V1Exchange second = link.ask(ORDER);
        Conversation next = agent.origin().next();
        next.readHead();
        next.write(CREATED);
        assertThat(second.await().status()).isEqualTo(201);
    }

    @Test
    void whatWasLostWithItsLinkIsNotDeliveredAgain() throws Exception {
        asked(ORDER);
        link.cut();
        agent.events().await("connected");
        link = agent.server().awaitLink();
        agent.pass(Duration.ofSeconds(30));

        V1Exchange again = link.ask(ORDER);

        assertThat(again.await().status()).isEqualTo(502);
        assertThat(again.await().headers("terratunnel-error")).containsExactly("link-lost");
        assertNothingElseArrives();
    }

    @Test
    void whatOnlyReadsIsDeliveredAgainAfterALostLink() throws Exception {
        asked(V1Ask.get("/read"));
        link.cut();
        agent.events().await("connected");
        link = agent.server().awaitLink();
        agent.pass(Duration.ofSeconds(30));

        asked(V1Ask.get("/read"));
    }

    @Test
    void serverOfOursRepeatsNothing() throws Exception {
        agent.close();
        agent =
                new V1AgentUnderTest.Setup()
                        .server(server ->
                                server.greeting(each -> {
                                    Map<String, @Nullable Object> name = new LinkedHashMap<>();
                                    name.put("type", "hostname_assigned");
                                    name.put("hostname", server.hostname());
                                    name.put("subdomain", "old-name");
                                    name.put("exact", true);
                                    each.send(name);
                                }))
                        .start();
        agent.events().await("ready");
        link = agent.server().awaitLink();

        asked(ORDER);
        agent.pass(Duration.ofSeconds(30));
        asked(ORDER);
        link.ask(V1Ask.get("/").with("path", "/a%2Fb").with("raw_query", "q=%E9&q"));
        assertThat(agent.origin().next().readHead()).startsWith("GET /a%2Fb?q=%E9&q HTTP/1.1");
    }
}
