package dev.baton.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a script asks of Redis, read from the script itself: Redis checks the rights of the user for every command in it
 * as if the user had sent it, and so for every key and channel. Functions of a library that the script never calls do
 * not count.
 *
 * @param commands in small letters
 * @param keys names behind {@code baton:{queue}:}, as patterns
 * @param channels likewise
 */
record LuaNeeds(Set<String> commands, Set<String> keys, Set<String> channels) {
    private static final Pattern FUNCTION = Pattern.compile("^local function (\\w+)\\(.*");
    private static final Pattern COMMAND = Pattern.compile("(?:redis\\.p?call|call_sliced)\\('([A-Z]+)'");
    private static final Pattern CHANNEL = Pattern.compile("'PUBLISH', base \\.\\. '(\\w+)'");
    private static final Pattern KEYS_LINE = Pattern.compile("^-- KEYS: (.*)", Pattern.MULTILINE);

    static LuaNeeds of(LuaScript script) {
        String source = new String(script.source(), UTF_8);
        String reached = reached(source);
        Set<String> commands = all(COMMAND, reached);
        Set<String> small = new TreeSet<>();
        commands.forEach(command -> small.add(command.toLowerCase(Locale.ROOT)));
        Set<String> keys = new TreeSet<>(Set.of("job:*"));
        Matcher line = KEYS_LINE.matcher(source);
        if (!line.find()) {
            throw new IllegalStateException("The script " + script + " does not say which keys it takes");
        }
        Arrays.stream(line.group(1).trim().split(" +"))
                .map(name -> name.startsWith("processing") ? "processing:*" : name)
                .forEach(keys::add);
        if (reached.contains("lane_keys(")) {
            keys.add("processing:*");
        }
        if (reached.contains("events_key(")) {
            keys.add("events");
        }
        return new LuaNeeds(small, keys, all(CHANNEL, reached));
    }

    /** The main part, and the functions that it calls, directly or not. */
    private static String reached(String source) {
        Map<String, String> functions = new LinkedHashMap<>();
        StringBuilder main = new StringBuilder();
        String inside = "";
        StringBuilder body = new StringBuilder();
        for (String text : source.split("\n", -1)) {
            Matcher begins = FUNCTION.matcher(text);
            if (inside.isEmpty() && begins.matches()) {
                inside = begins.group(1);
                body.setLength(0);
            } else if (!inside.isEmpty() && text.equals("end")) {
                functions.put(inside, body.toString());
                inside = "";
            } else if (!text.startsWith("--")) {
                (inside.isEmpty() ? main : body).append(text).append('\n');
            }
        }
        Map<String, String> waiting = new TreeMap<>(functions);
        StringBuilder reached = new StringBuilder(main);
        boolean more = true;
        while (more) {
            String called = waiting.keySet().stream()
                    .filter(name -> reached.indexOf(name + "(") >= 0)
                    .findFirst()
                    .orElse("");
            more = !called.isEmpty();
            if (more) {
                reached.append(waiting.remove(called));
            }
        }
        return reached.toString();
    }

    private static Set<String> all(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
