package io.terrateam.terratunnel.server.adapter;

import io.terrateam.terratunnel.control.web.Field;
import io.terrateam.terratunnel.control.web.Responder;
import io.terrateam.terratunnel.edge.spi.OwnHost;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Writes an answer through the edge.
record OwnHostResponder(OwnHost.Answer answer) implements Responder {
    @Override
    public void send(int status, List<Field> fields, byte[] body) {
        answer.head(status, ownFields(fields), body.length == 0);
        if (body.length > 0) {
            answer.body(body, true);
        }
    }

    @Override
    public void begin(int status, List<Field> fields) {
        answer.head(status, ownFields(fields), false);
    }

    private static List<OwnHost.Field> ownFields(List<Field> fields) {
        return fields.stream().map(f -> new OwnHost.Field(f.name(), f.value())).toList();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            answer.body(Arrays.copyOfRange(bytes, offset, offset + length), false)
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("the visitor has left", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server is closing");
        }
    }

    @Override
    public void end() {
        answer.body(new byte[0], true);
    }

    @Override
    public void abort() {
        answer.abort();
    }

    static List<Field> webFields(List<OwnHost.Field> fields) {
        return fields.stream().map(f -> new Field(f.name(), f.value())).toList();
    }
}
