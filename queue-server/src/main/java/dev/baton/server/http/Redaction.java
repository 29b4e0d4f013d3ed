package dev.baton.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.model.Grammar;
import dev.baton.model.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which fields of payloads and results are shown to nobody who only looks. A rule is a name, at any depth, or a path that
 * begins with {@code payload} or {@code result}; {@code *} stands for any characters of one name, case does not matter, lists
 * are no level of their own, and {@code queue:} before it keeps a rule to one queue. Immutable and thread-safe.
 */
public final class Redaction {
    public static final Redaction NONE = new Redaction(List.of());

    /** What is shown instead. */
    static final String HIDDEN = "***";

    private static final int MOST_RULES = 100;
    private static final Pattern SEGMENT = Pattern.compile("[^.,:\\s]{1,128}");

    private final List<Rule> rules;

    /** @param path names from the payload or the result on; a single name is one at any depth */
    private record Rule(String queue, boolean anywhere, List<Pattern> path) {
        boolean isOf(String name) {
            return queue.isEmpty() || queue.equals(name);
        }
    }

    /** What part of a job a value is. */
    enum Part {
        PAYLOAD,
        RESULT;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** @param hidden whether something was taken out */
    record Shown(JsonNode json, boolean hidden) {}

    private Redaction(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * Rules, separated by commas: {@code password,card*,emails:payload.user.ssn}.
     *
     * @throws IllegalArgumentException if one of them is none, in one sentence
     */
    public static Redaction parse(String text) {
        List<Rule> rules = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            rules.add(rule(word.strip()));
        }
        if (rules.size() > MOST_RULES) {
            throw new IllegalArgumentException(
                    "There are " + rules.size() + " rules: use at most " + MOST_RULES + ", some with a *");
        }
        return new Redaction(rules);
    }

    private static Rule rule(String word) {
        int colon = word.indexOf(':');
        String queue = colon < 0 ? "" : word.substring(0, colon);
        String[] names = word.substring(colon + 1).split("\\.", -1);
        boolean fits = colon < 0 || Grammar.isName(queue);
        for (String name : names) {
            fits &= SEGMENT.matcher(name).matches();
        }
        boolean anywhere = names.length == 1;
        fits &= anywhere || names[0].equals("payload") || names[0].equals("result");
        if (!fits) {
            throw new IllegalArgumentException("The rule " + Printable.quote(word)
                    + " is none: write a field such as password or card*, or a path such as payload.user.ssn, with emails:"
                    + " before it for one queue");
        }
        return new Rule(
                queue, anywhere, Arrays.stream(names).map(Redaction::glob).toList());
    }

    private static Pattern glob(String name) {
        String pattern = Arrays.stream(name.split("\\*", -1))
                .map(part -> part.isEmpty() ? "" : Pattern.quote(part))
                .collect(Collectors.joining(".*"));
        return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }

    /** What stands in Redis, as it may be shown. What is no JSON has no fields to look at, so with a rule it is all hidden. */
    Shown shown(String queue, Part part, byte[] stored) {
        List<Rule> here = rules.stream().filter(rule -> rule.isOf(queue)).toList();
        if (here.isEmpty()) {
            return new Shown(Json.stored(stored), false);
        }
        if (!Json.isReadable(stored)) {
            return new Shown(TextNode.valueOf(HIDDEN), true);
        }
        JsonNode json = Json.stored(stored);
        List<Rule> paths = new ArrayList<>();
        List<Integer> reached = new ArrayList<>();
        for (Rule rule : here) {
            if (rule.anywhere() || rule.path().get(0).matcher(part.word()).matches()) {
                paths.add(rule);
                reached.add(1);
            }
        }
        boolean hidden = new Walk(paths).hide(json, reached);
        return new Shown(json, hidden);
    }

    /** A payload as text to search in: nobody finds what nobody is shown. */
    String searchable(String queue, byte[] payload) {
        Shown shown = shown(queue, Part.PAYLOAD, payload);
        return shown.hidden() ? new String(Json.write(shown.json()), UTF_8) : new String(payload, UTF_8);
    }

    /** One way down a value. */
    private record Walk(List<Rule> rules) {
        /** @param reached how many names of each rule's path are behind us; -1 for a path that lies elsewhere */
        boolean hide(JsonNode node, List<Integer> reached) {
            boolean hidden = false;
            if (node instanceof ArrayNode list) {
                for (JsonNode element : list) {
                    hidden |= hide(element, reached);
                }
            } else if (node instanceof ObjectNode object) {
                for (Map.Entry<String, JsonNode> field : object.properties()) {
                    List<Integer> next = new ArrayList<>();
                    if (fits(field.getKey(), reached, next)) {
                        field.setValue(TextNode.valueOf(HIDDEN));
                        hidden = true;
                    } else {
                        hidden |= hide(field.getValue(), next);
                    }
                }
            }
            return hidden;
        }

        private boolean fits(String name, List<Integer> reached, List<Integer> next) {
            boolean whole = false;
            for (int i = 0; i < rules.size(); i++) {
                Rule rule = rules.get(i);
                int at = rule.anywhere() ? 0 : reached.get(i);
                boolean matches = at >= 0 && rule.path().get(at).matcher(name).matches();
                whole |= matches && at + 1 == rule.path().size();
                next.add(rule.anywhere() ? 0 : matches ? at + 1 : -1);
            }
            return whole;
        }
    }
}
