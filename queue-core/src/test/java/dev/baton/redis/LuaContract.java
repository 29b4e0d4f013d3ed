package dev.baton.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules for Lua files, as far as text can show whether they are kept. Each method answers what is wrong, one sentence
 * a mistake; nothing if all is well.
 */
final class LuaContract {
    private static final List<String> SECTIONS = List.of("KEYS", "ARGV", "CHANGES", "ANSWERS", "COST");
    private static final Pattern USED_KEY = Pattern.compile("\\bKEYS\\[(\\d+)( \\+ lane)?]");
    private static final Pattern INCLUDE = Pattern.compile("(?m)^--- @include (\\S+)$");
    private static final Pattern CALL = Pattern.compile("redis\\.p?call\\(\\s*'([A-Z]+)'");
    private static final Set<String> READS = Set.of(
            "EXISTS",
            "GET",
            "HEXISTS",
            "HGET",
            "HGETALL",
            "HLEN",
            "HMGET",
            "HSTRLEN",
            "LLEN",
            "LPOS",
            "LRANGE",
            "MGET",
            "SCARD",
            "SISMEMBER",
            "SMISMEMBER",
            "STRLEN",
            "TIME",
            "ZCARD",
            "ZCOUNT",
            "ZMSCORE",
            "ZRANGE",
            "ZSCORE");
    /** Functions of lib/ that write. */
    private static final Pattern WRITING = Pattern.compile("\\b(call_sliced|mset|unlink|let_go|tell_run|tell_finished"
            + "|forget_asked|drop_stale|concede_asked|write_losses|count)\\(");

    /** What makes a key or a channel, and is to be spelt in lib/keys alone. */
    private static final Pattern SPELT_KEY =
            Pattern.compile("\\bbase\\b|'[^'\\n]*(?:baton:|job:|processing:|:status|:run)[^'\\n]*'");

    private static final Pattern CHANNEL = Pattern.compile("'PUBLISH', base \\.\\. '(wake|finished)'");

    private LuaContract() {}

    /** First line and header of a script. */
    static List<String> header(String name, String text) {
        List<String> wrong = new ArrayList<>();
        List<String> lines = text.lines().toList();
        String first = lines.isEmpty() ? "" : lines.get(0);
        boolean fits =
                name.equals("enqueue") ? first.equals("#!lua") : first.matches("#!lua flags=(no-writes,)?allow-oom");
        if (!fits) {
            wrong.add("its first line is " + first);
        }
        List<String> header = headerLines(lines);
        int last = -1;
        for (String section : SECTIONS) {
            int at = indexOf(header, section);
            if (at < 0) {
                wrong.add("its header has no " + section);
            } else if (at < last) {
                wrong.add("its header has " + section + " in the wrong place");
            }
            last = Math.max(last, at);
        }
        return wrong;
    }

    /** The KEYS that the header names. */
    static List<String> namedKeys(String text) {
        List<String> header = headerLines(text.lines().toList());
        int at = indexOf(header, "KEYS");
        return at < 0
                ? List.of()
                : Arrays.asList(header.get(at).substring("KEYS: ".length()).split(" +"));
    }

    /** Header against code: how many KEYS there are. @param expanded the script with its includes in place */
    static List<String> keys(String text, String expanded) {
        int named = namedKeys(text).size();
        int used = 0;
        Matcher key = USED_KEY.matcher(code(expanded));
        while (key.find()) {
            // The one computed index: four lanes from there on.
            used = Math.max(used, Integer.parseInt(key.group(1)) + (key.group(2) == null ? 0 : 4));
        }
        List<String> wrong = new ArrayList<>();
        if (named != used) {
            wrong.add("its header names " + named + " KEYS, its code uses " + used);
        }
        if (named > 0 && !namedKeys(text).get(0).equals("meta")) {
            wrong.add("its first key is not meta");
        }
        return wrong;
    }

    /**
     * Redis does not undo half a script: what writes stands below the mark "-- Write.". What only may fail for itself
     * (pcall) may stand anywhere.
     */
    static List<String> readsBeforeWrites(String text) {
        List<String> wrong = new ArrayList<>();
        boolean readingOnly = text.startsWith("#!lua flags=no-writes");
        boolean mayWrite = false;
        boolean marked = text.contains("-- Write.");
        for (String line : text.lines().toList()) {
            if (line.strip().startsWith("-- Write.")) {
                mayWrite = true;
            } else if (line.startsWith("--") && line.contains("Read and check.")) {
                // Another part: of a script that does two things, or of another way through it.
                mayWrite = false;
            }
            String bare = code(line);
            for (String command : commands(bare)) {
                if (!READS.contains(command)) {
                    if (readingOnly) {
                        wrong.add("it writes (" + command + ") under no-writes");
                    } else if (marked && !mayWrite && !line.contains("redis.pcall")) {
                        wrong.add("it writes (" + command + ") before it says \"-- Write.\"");
                    }
                }
            }
            if (marked && !mayWrite && WRITING.matcher(bare).find() && !bare.contains("local function")) {
                wrong.add("it calls " + bare.strip() + " before it says \"-- Write.\"");
            }
        }
        return wrong;
    }

    /** A script with more than one command that writes is a transition, and says where reading ends. */
    static List<String> marks(String text) {
        long writes = text.lines()
                .map(LuaContract::code)
                .filter(line -> !line.contains("redis.pcall"))
                .mapToLong(line -> commands(line).stream()
                                .filter(command -> !READS.contains(command))
                                .count()
                        + (WRITING.matcher(line).find() ? 1 : 0))
                .sum();
        boolean marked = text.contains("-- Write.");
        return writes > 2 && !marked
                ? List.of("it writes " + writes + " times and never says \"-- Write.\"")
                : List.of();
    }

    /** What no file may do. */
    static List<String> bans(String name, String text) {
        List<String> wrong = new ArrayList<>();
        String code = code(text);
        for (String banned : List.of("cjson", "cmsgpack", "loadstring")) {
            if (code.contains(banned)) {
                wrong.add("it uses " + banned);
            }
        }
        for (String banned :
                List.of("KEYS", "SCAN", "FLUSHALL", "FLUSHDB", "RPOP", "LPOP", "SPOP", "ZPOPMIN", "LMOVE")) {
            if (commands(code).contains(banned)) {
                wrong.add("it calls " + banned);
            }
        }
        if (!name.equals("lib/keys")) {
            Matcher spelt = SPELT_KEY.matcher(CHANNEL.matcher(code).replaceAll(""));
            while (spelt.find()) {
                wrong.add("it spells a key by hand: " + spelt.group());
            }
        }
        return wrong;
    }

    /** The files that a file includes. */
    static List<String> includes(String text) {
        return INCLUDE.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** Includes that are not there, and libraries that nobody includes. */
    static List<String> includes(Map<String, String> files) {
        List<String> wrong = new ArrayList<>();
        Set<String> used = new LinkedHashSet<>();
        files.forEach((name, text) -> includes(text).forEach(include -> {
            used.add(include);
            if (!files.containsKey(include)) {
                wrong.add(name + " includes " + include + ", which does not exist");
            }
        }));
        files.keySet().stream()
                .filter(name -> name.startsWith("lib/") && !used.contains(name))
                .forEach(name -> wrong.add(name + " is included by nothing"));
        wrong.sort(Comparator.naturalOrder());
        return wrong;
    }

    private static List<String> headerLines(List<String> lines) {
        return lines.stream()
                .skip(1)
                .takeWhile(line -> line.startsWith("--") && !line.startsWith("---"))
                .map(line -> line.substring(2).strip())
                .toList();
    }

    private static int indexOf(List<String> header, String section) {
        for (int i = 0; i < header.size(); i++) {
            if (header.get(i).startsWith(section + ": ")) {
                return i;
            }
        }
        return -1;
    }

    /** Without comments. No string of ours holds two hyphens. */
    private static String code(String text) {
        return text.replaceAll("(?m)--.*$", "");
    }

    private static List<String> commands(String code) {
        return CALL.matcher(code).results().map(found -> found.group(1)).toList();
    }
}
