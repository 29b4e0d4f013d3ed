package dev.baton.redis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands of a job in the hash {@code tries}: "failures crashes fence", and "once" if it may be started only once.
 * Nothing, or damaged by hand: a fresh job.
 */
record Tries(int failures, int crashes, long fence, boolean noted) {
    static final Tries NONE = new Tries(0, 0, 0, false);
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9}) (\\d{1,9}) (\\d{1,18})(?: once)?");

    static Tries read(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? new Tries(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Long.parseLong(matcher.group(3)),
                        true)
                : new Tries(0, 0, 0, true);
    }
}
