package io.terrateam.terratunnel.control.web;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// All routes; finds the one that a request means.
///
/// Thread: immutable.
public final class RouteTable {
    /// What a path and a method lead to.
    sealed interface Match {
        /// A route, with its path's parameters.
        record Found(Route route, Map<String, String> parameters) implements Match {}

        /// The path is there, but not for this method.
        record WrongMethod(Set<String> allowed, Route.Format format) implements Match {}

        /// Nothing has this path.
        record NotFound() implements Match {}
    }

    private final List<Route> routes;

    /// Failure: `IllegalArgumentException` where two routes are for the same method and path.
    public RouteTable(List<Route> routes) {
        this.routes =
                routes.stream()
                        .sorted(Comparator.comparingInt(route -> route.path().parameterCount()))
                        .toList();
        Set<String> seen = new HashSet<>();
        for (Route route : routes) {
            if (!seen.add(route.toString())) {
                throw new IllegalArgumentException(route + ": there twice");
            }
        }
    }

    /// Every route, the exact ones first.
    public List<Route> routes() {
        return routes;
    }

    /// Finds a route.
    ///
    /// @param path still encoded
    Match match(String method, String path) {
        if (!path.startsWith("/")) {
            return new Match.NotFound();
        }
        String wanted = method.equals("HEAD") ? "GET" : method;
        Set<String> allowed = new TreeSet<>();
        Route.Format format = Route.Format.PAGE;
        for (Route route : routes) {
            Optional<Map<String, String>> parameters = route.path().match(path);
            if (parameters.isPresent()) {
                if (route.method().equals(wanted)) {
                    return new Match.Found(route, parameters.get());
                }
                allowed.add(route.method());
                format = route.format();
            }
        }
        if (allowed.isEmpty()) {
            return new Match.NotFound();
        }
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        return new Match.WrongMethod(allowed, format);
    }
}
