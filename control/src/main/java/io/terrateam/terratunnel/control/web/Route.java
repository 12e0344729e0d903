package io.terrateam.terratunnel.control.web;

/// One method on one path.
///
/// @param method `GET` (which serves `HEAD` too), `POST`, `PUT`, `PATCH` or `DELETE`
/// @param path segments, of which those in braces are parameters: `/tunnels/{tunnel_id}`
/// @param access who may use it
/// @param format what its errors look like
/// @param handler what it does
public record Route(
        String method, PathPattern path, Access access, Format format, Handler handler) {

    /// What a route's errors look like.
    public enum Format {
        /// A page.
        PAGE,
        /// `{"detail": …}`
        JSON
    }

    /// A route whose errors are pages.
    public static Route page(String method, String path, Access access, Handler handler) {
        return new Route(method, PathPattern.of(path), access, Format.PAGE, handler);
    }

    /// A route whose errors are JSON documents.
    public static Route api(String method, String path, Access access, Handler handler) {
        return new Route(method, PathPattern.of(path), access, Format.JSON, handler);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
