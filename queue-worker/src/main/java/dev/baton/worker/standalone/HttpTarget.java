package dev.baton.worker.standalone;

import dev.baton.model.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Where {@code --http} sends jobs.
 *
 * @param uri without user and password
 * @param authorization the header that user and password of the URL became
 */
record HttpTarget(URI uri, Optional<String> authorization) {

    /** @throws IllegalArgumentException if it is no http or https URL with a host; the message is a sentence's end */
    static HttpTarget parse(String text) {
        try {
            var given = new URI(text.strip());
            String scheme = String.valueOf(given.getScheme());
            if (!(scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))) {
                throw new IllegalArgumentException(
                        (given.getScheme() == null ? "has no scheme" : "has the scheme " + Printable.quote(scheme))
                                + ": write http://host:port/path or https://…");
            }
            if (given.getHost() == null) {
                throw new IllegalArgumentException("has no host: write http://host:port/path or https://…");
            }
            if (given.getPort() == 0 || given.getPort() > 65_535) {
                throw new IllegalArgumentException("has the port " + given.getPort() + ": use 1 to 65535");
            }
            // Piece by piece from the raw parts, for decoding and encoding again would change what %2F means. A request
            // has no place for a fragment, and one for user and password in a header only.
            String port = given.getPort() < 0 ? "" : ":" + given.getPort();
            String path = given.getRawPath().isEmpty() ? "/" : given.getRawPath();
            String query = given.getRawQuery() == null ? "" : "?" + given.getRawQuery();
            var uri = new URI(scheme + "://" + given.getHost() + port + path + query);
            return new HttpTarget(uri, Optional.ofNullable(given.getUserInfo()).map(HttpTarget::basic));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "is no URL (" + e.getReason() + "): write http://host:port/path or https://…", e);
        }
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    /** For people: no password, and no query, which may hold a token. */
    @Override
    public String toString() {
        return Printable.line(uri.toString().split("\\?", 2)[0], 200);
    }
}
