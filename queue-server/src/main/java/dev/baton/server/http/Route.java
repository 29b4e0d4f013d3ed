package dev.baton.server.http;

import dev.baton.model.Printable;
import dev.baton.server.access.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table of routes: all that is known of it stands here, for the server, for the document of the interface,
 * and for the tests. Immutable.
 *
 * @param method GET, POST or DELETE
 * @param path with {@code {names}} of parameters
 * @param roles of which a caller needs one; none: open to everybody
 * @param deed what it does to whom, for the audit log; empty for routes that only look
 * @param summary one line
 * @param parameters in path, query and headers
 * @param body what it takes; null for nothing
 * @param answers what it answers when all is well
 * @param problems which statuses of problems are to be expected, besides those of every route
 * @param goesOn whether its answer has no end, see {@link Streams}
 * @param handling what it does
 */
record Route(
        String method,
        String path,
        Set<Role> roles,
        String deed,
        String summary,
        List<Parameter> parameters,
        @Nullable Body body,
        List<Answer> answers,
        List<Integer> problems,
        boolean goesOn,
        Handling handling) {

    /** Does the work. Must not block; what it throws becomes a problem. */
    interface Handling {
        CompletableFuture<Reply> handle(Ask ask);
    }

    /** @param place path, query or header */
    record Parameter(String place, String name, boolean required, Schema schema, String about) {}

    /** @param mediaTypes what is accepted; the first is the one to use */
    record Body(List<String> mediaTypes, boolean required, Schema schema) {}

    /** @param schema null if there is no JSON in it */
    record Answer(
            int status,
            String about,
            String mediaType,
            @Nullable Schema schema) {}

    boolean changes() {
        return !deed.isEmpty();
    }

    /** What stands in a path that fits this route, by the names of the parameters. */
    Map<String, String> inPath(String given) {
        Map<String, String> found = new HashMap<>();
        String[] names = path.split("/", -1);
        String[] parts = given.split("/", -1);
        for (int i = 0; i < names.length; i++) {
            if (names[i].startsWith("{")) {
                found.put(names[i].substring(1, names[i].length() - 1), parts[i]);
            }
        }
        return found;
    }

    /**
     * The parameters of a query, each once.
     *
     * @throws ProblemException if there is another one, or one twice
     */
    Map<String, String> inQuery(Map<String, List<String>> given) {
        List<String> known = parameters.stream()
                .filter(parameter -> parameter.place().equals("query"))
                .map(Parameter::name)
                .toList();
        Map<String, String> found = new HashMap<>();
        given.forEach((name, values) -> {
            if (!known.contains(name)) {
                throw ProblemException.malformed("The parameter " + Printable.quote(name) + " is unknown here: use "
                        + (known.isEmpty() ? "none" : String.join(", ", known)));
            }
            if (values.size() != 1) {
                throw ProblemException.malformed(
                        "The parameter " + name + " stands " + values.size() + " times: send it once");
            }
            found.put(name, values.get(0));
        });
        return found;
    }

    static Draft get(String path, String summary) {
        return new Draft("GET", path, summary);
    }

    static Draft post(String path, String summary) {
        return new Draft("POST", path, summary);
    }

    static Draft delete(String path, String summary) {
        return new Draft("DELETE", path, summary);
    }

    /** A route in the making. */
    static final class Draft {
        private final String method;
        private final String path;
        private final String summary;
        private final List<Parameter> parameters = new ArrayList<>();
        private final List<Answer> answers = new ArrayList<>();
        private List<Integer> problems = List.of();
        private Set<Role> roles = Set.of();
        private String deed = "";
        private boolean goesOn;
        private @Nullable Body body;

        private Draft(String method, String path, String summary) {
            this.method = method;
            this.path = path;
            this.summary = summary;
        }

        Draft forAnyOf(Role first, Role... others) {
            roles = EnumSet.of(first, others);
            return this;
        }

        Draft deed(String word) {
            deed = word;
            return this;
        }

        Draft path(String name, String about) {
            parameters.add(new Parameter("path", name, true, Schema.text(about), about));
            return this;
        }

        Draft query(String name, Schema schema, String about) {
            parameters.add(new Parameter("query", name, false, schema, about));
            return this;
        }

        Draft header(String name, String about) {
            parameters.add(new Parameter("header", name, false, Schema.text(about), about));
            return this;
        }

        Draft takes(Schema schema) {
            body = new Body(List.of(Json.MEDIA_TYPE), true, schema);
            return this;
        }

        Draft mayTake(Schema schema, String... mediaTypes) {
            body = new Body(List.of(mediaTypes), false, schema);
            return this;
        }

        Draft answers(int status, String about, Schema schema) {
            answers.add(new Answer(status, about, Json.MEDIA_TYPE, schema));
            return this;
        }

        Draft answersNothing(String about) {
            answers.add(new Answer(204, about, "", null));
            return this;
        }

        /** A stream of events, or a WebSocket for those who ask for one. */
        Draft answersEvents(String about) {
            goesOn = true;
            answers.add(new Answer(200, about, EventText.MEDIA_TYPE, null));
            answers.add(new Answer(101, "The same over a WebSocket, if one is asked for.", "", null));
            return this;
        }

        Draft answersText(String about, String mediaType) {
            answers.add(new Answer(200, about, mediaType, null));
            return this;
        }

        Draft refuses(Integer... statuses) {
            problems = Arrays.asList(statuses);
            return this;
        }

        Route does(Handling handling) {
            return new Route(
                    method,
                    path,
                    Set.copyOf(roles),
                    deed,
                    summary,
                    List.copyOf(parameters),
                    body,
                    List.copyOf(answers),
                    List.copyOf(problems),
                    goesOn,
                    handling);
        }
    }
}
