package io.terrateam.terratunnel.control.web;

import java.io.IOException;
import java.util.List;

/// Where an answer is written to.
///
/// Thread: the request's own, which [#write] blocks until the visitor has taken the bytes.
public interface Responder {
    /// The whole answer at once; does not wait for the visitor.
    void send(int status, List<Field> fields, byte[] body);

    /// Begins an answer whose body follows in parts.
    void begin(int status, List<Field> fields);

    /// A part of the body.
    ///
    /// Failure: `IOException` when the visitor has left.
    void write(byte[] bytes, int offset, int length) throws IOException;

    /// Ends the body.
    void end();

    /// The answer can't be finished, and must look so.
    void abort();
}
