package dev.baton.redis;

import dev.baton.redis.LuaMutant.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes every mutant of one Lua file. Knows as much of Lua as our own files use, and no more. */
final class LuaMutants {
    private static final Set<String> WRITES = Set.of(
            "DEL",
            "HDEL",
            "HINCRBY",
            "HSET",
            "HSETNX",
            "LPUSH",
            "LREM",
            "LSET",
            "LTRIM",
            "MSET",
            "PUBLISH",
            "RPUSH",
            "SADD",
            "SET",
            "SREM",
            "UNLINK",
            "ZADD",
            "ZREM",
            "ZREMRANGEBYSCORE");

    /** Functions of lib/ that write. */
    private static final Set<String> WRITERS = Set.of(
            "call_sliced",
            "concede_asked",
            "count",
            "drop_stale",
            "forget_asked",
            "let_go",
            "mset",
            "note_tries",
            "tell",
            "tell_finished",
            "tell_run",
            "unlink");

    private static final Map<String, String> STATUSES = Map.of(
            "scheduled", "pending",
            "pending", "scheduled",
            "in-progress", "pending",
            "retrying", "done",
            "done", "dead",
            "dead", "cancelled",
            "cancelled", "done");

    private static final Map<String, String> BOUNDARIES = Map.of("<", "<=", "<=", "<", ">", ">=", ">=", ">");

    private final String file;
    private final String text;
    private final List<LuaToken> tokens;
    private final List<LuaMutant> mutants = new ArrayList<>();
    private final Map<String, Integer> keys = new HashMap<>();

    private LuaMutants(String file, String text) {
        this.file = file;
        this.text = text;
        this.tokens = LuaToken.of(text);
    }

    static List<LuaMutant> of(String file, String text) {
        LuaMutants made = new LuaMutants(file, text);
        for (int at = 0; at < made.tokens.size(); at++) {
            made.mutate(at);
        }
        return made.mutants;
    }

    private void mutate(int at) {
        LuaToken token = tokens.get(at);
        switch (token.text()) {
            case "if", "elseif", "while" -> condition(at);
            case "for" -> loop(at);
            case "<", "<=", ">", ">=" -> {
                String other = BOUNDARIES.getOrDefault(token.text(), "");
                change(Kind.BOUND, at, at + 1, other, token.text() + " becomes " + other);
            }
            case "redis" -> command(at);
            case "unpack", "cut", "sub" -> {
                if (isCall(at)) {
                    arguments(at + 1, 1);
                }
            }
            default -> {
                if (token.isString()) {
                    word(at);
                } else if (WRITERS.contains(token.text()) && isCall(at) && token.firstOfLine()) {
                    change(Kind.WRITE, at, closing(at + 1) + 1, "", "drop " + token.text() + " " + argument(at + 1, 0));
                }
            }
        }
    }

    private boolean isCall(int at) {
        return at + 1 < tokens.size()
                && tokens.get(at + 1).is("(")
                && (at == 0 || !tokens.get(at - 1).is("function"));
    }

    private void condition(int at) {
        int end = at + 1;
        for (int depth = 0;
                depth > 0 || !(tokens.get(end).is("then") || tokens.get(end).is("do"));
                end++) {
            depth += depth(end);
        }
        String condition = source(at + 1, end);
        change(Kind.CONDITION, at + 1, end, "not (" + condition + ")", "not (" + condition + ")");
        boolean guards = tokens.get(at).is("if")
                && (tokens.get(end + 1).is("return") || tokens.get(end + 1).is("break"));
        if (guards) {
            change(Kind.CHECK, at + 1, end, "false", "never " + condition);
        }
        List<Integer> parts = separators(at + 1, end, "or");
        if (parts.isEmpty()) {
            parts = separators(at + 1, end, "and");
        }
        for (int i = 0; !parts.isEmpty() && i <= parts.size(); i++) {
            // With the joining word: before the part, or behind the first one.
            int from = i == 0 ? at + 1 : parts.get(i - 1);
            int to = i == 0 ? parts.get(0) + 1 : i == parts.size() ? end : parts.get(i);
            change(Kind.CHECK, from, to, "", "without " + source(from, to));
        }
    }

    /** {@code for i = from, to[, step] do}; what goes over pairs has no bounds. */
    private void loop(int at) {
        if (!tokens.get(at + 2).is("=")) {
            return;
        }
        int end = at + 3;
        while (!tokens.get(end).is("do")) {
            end++;
        }
        List<Integer> commas = separators(at + 3, end, ",");
        shift(at + 3, commas.get(0));
        shift(commas.get(0) + 1, commas.size() > 1 ? commas.get(1) : end);
    }

    private void command(int at) {
        if (at + 4 >= tokens.size() || !tokens.get(at + 3).is("(")) {
            return;
        }
        LuaToken name = tokens.get(at + 4);
        if (!name.isString()) {
            return;
        }
        String what = name.content() + " " + argument(at + 3, 1);
        int end = closing(at + 3) + 1;
        boolean statement = tokens.get(at).firstOfLine()
                && (end == tokens.size() || tokens.get(end).firstOfLine());
        if (WRITES.contains(name.content())) {
            change(Kind.WRITE, at, end, statement ? "" : "1", "drop " + what);
        } else if (statement) {
            change(Kind.CHECK, at, end, "", "drop " + what);
        }
        switch (name.content()) {
            case "LRANGE", "LTRIM", "ZRANGE", "ZCOUNT", "ZREMRANGEBYSCORE" -> arguments(at + 3, 2);
            default -> {}
        }
    }

    /** Every argument from the given one on that is no string: one more, and one less. */
    private void arguments(int open, int first) {
        int close = closing(open);
        List<Integer> commas = separators(open + 1, close, ",");
        for (int i = first; i <= commas.size(); i++) {
            int from = commas.get(i - 1) + 1;
            if (!tokens.get(from).isString()) {
                shift(from, i == commas.size() ? close : commas.get(i));
            }
        }
    }

    private void shift(int from, int to) {
        String bound = source(from, to);
        for (String by : List.of(" + 1", " - 1")) {
            change(Kind.BOUND, from, to, "(" + bound + ")" + by, bound + by);
        }
    }

    private void word(int at) {
        String word = tokens.get(at).content();
        if (word.equals("LPUSH") || word.equals("RPUSH")) {
            String other = word.equals("LPUSH") ? "RPUSH" : "LPUSH";
            change(Kind.END, at, at + 1, "'" + other + "'", word + " becomes " + other);
        } else if (word.matches("[a-z:][a-z:-]*|[01]?")) {
            String other = word.equals("0") ? "1" : word.equals("1") ? "0" : STATUSES.getOrDefault(word, "other");
            change(Kind.WORD, at, at + 1, "'" + other + "'", "'" + word + "' becomes '" + other + "'");
        }
    }

    private void change(Kind kind, int from, int to, String by, String change) {
        int start = tokens.get(from).start();
        int end = tokens.get(to - 1).end();
        int lineStart = text.lastIndexOf('\n', start) + 1;
        int lineEnd = text.indexOf('\n', start);
        String line = text.substring(lineStart, lineEnd).strip();
        String flat = change.replaceAll("\\s+", " ");
        int nth = keys.merge(line + flat, 1, Integer::sum);
        mutants.add(new LuaMutant(
                kind,
                file,
                line,
                nth == 1 ? flat : flat + " (" + nth + ")",
                text.substring(0, start) + by + text.substring(end)));
    }

    private String source(int from, int to) {
        return text.substring(tokens.get(from).start(), tokens.get(to - 1).end());
    }

    private String argument(int open, int which) {
        int close = closing(open);
        List<Integer> commas = separators(open + 1, close, ",");
        if (which > commas.size() || open + 1 == close) {
            return "";
        }
        return source(
                which == 0 ? open + 1 : commas.get(which - 1) + 1, which == commas.size() ? close : commas.get(which));
    }

    private int closing(int open) {
        int at = open + 1;
        for (int depth = 1; ; at++) {
            depth += depth(at);
            if (depth == 0) {
                return at;
            }
        }
    }

    private List<Integer> separators(int from, int to, String separator) {
        List<Integer> found = new ArrayList<>();
        int depth = 0;
        for (int at = from; at < to; at++) {
            depth += depth(at);
            if (depth == 0 && tokens.get(at).is(separator)) {
                found.add(at);
            }
        }
        return found;
    }

    private int depth(int at) {
        return switch (tokens.get(at).text()) {
            case "(", "{", "[" -> 1;
            case ")", "}", "]" -> -1;
            default -> 0;
        };
    }
}
