package dev.baton.server.http;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** All routes, and which of them a request means. Immutable. */
record RouteTable(List<Route> routes) {
    RouteTable {
        routes = List.copyOf(routes);
    }

    /** HEAD is GET without the body. */
    Optional<Route> match(String method, String path) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        return routes.stream()
                .filter(route -> route.method().equals(wanted) && fits(route.path(), path))
                .findFirst();
    }

    /** The methods that a path knows, as the header {@code Allow} lists them; empty for an unknown path. */
    String allowed(String path) {
        TreeSet<String> methods = new TreeSet<>();
        for (Route route : routes) {
            if (fits(route.path(), path)) {
                methods.add(route.method());
                if (route.method().equals("GET")) {
                    methods.add("HEAD");
                }
            }
        }
        return String.join(", ", methods);
    }

    private static boolean fits(String template, String path) {
        String[] wanted = template.split("/", -1);
        String[] given = path.split("/", -1);
        if (wanted.length != given.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            boolean fits = wanted[i].startsWith("{") ? !given[i].isEmpty() : wanted[i].equals(given[i]);
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
