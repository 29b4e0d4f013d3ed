package dev.baton.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.model.Grammar;
import dev.baton.model.Printable;
import dev.baton.server.access.Caller;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request that was let in, as a route sees it. For one request; not thread-safe, but may be handed on. */
final class Ask {
    private static final Pattern LENGTH = Pattern.compile("([0-9]{1,9})(ms|s)?");

    private final Route route;
    private final Caller caller;
    private final Map<String, String> path;
    private final Map<String, String> query;
    private final UnaryOperator<@Nullable String> headers;
    private final byte[] body;
    private final Client client;
    private String subject = "";
    private Runnable unsent = () -> {};

    Ask(
            Route route,
            Caller caller,
            Map<String, String> path,
            Map<String, String> query,
            UnaryOperator<@Nullable String> headers,
            byte[] body,
            Client client) {
        this.route = route;
        this.caller = caller;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.body = body;
        this.client = client;
    }

    Route route() {
        return route;
    }

    Caller caller() {
        return caller;
    }

    Client client() {
        return client;
    }

    /** A parameter of the path, decoded. */
    String path(String name) {
        return path.getOrDefault(name, "");
    }

    String queue() {
        return Grammar.requireQueueName(path("queue"));
    }

    String id() {
        return Grammar.requireJobId(path("id"));
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    int number(String name, int least, int most, int otherwise) {
        String text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number out of range.
        }
        throw ProblemException.malformed("The parameter " + name + "=" + Printable.quote(text)
                + " is not allowed: use a whole number from " + least + " to " + most);
    }

    /** A length of time: {@code 30} or {@code 30s} are seconds, {@code 500ms} milliseconds. Its range is checked elsewhere. */
    Duration length(String name, Duration otherwise) {
        String text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        Matcher parts = LENGTH.matcher(text);
        if (!parts.matches()) {
            throw ProblemException.malformed("The parameter " + name + "=" + Printable.quote(text)
                    + " is no length of time: use seconds such as 30, or milliseconds such as 500ms");
        }
        long number = Long.parseLong(parts.group(1));
        return "ms".equals(parts.group(2)) ? Duration.ofMillis(number) : Duration.ofSeconds(number);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.apply(name));
    }

    byte[] body() {
        return body;
    }

    /** @throws ProblemException if the body is not one value of JSON */
    JsonNode json() {
        return Json.read(body);
    }

    /** Says what the request is about, for the audit log. */
    void about(String what) {
        subject = what;
    }

    String subject() {
        return subject;
    }

    /** What is to be done if the answer, though made, cannot be sent. */
    void ifUnsent(Runnable mending) {
        unsent = mending;
    }

    void mendUnsent() {
        unsent.run();
    }
}
