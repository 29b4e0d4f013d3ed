package dev.baton.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A word, a string or a sign of Lua, and where it stands in its text. Comments and space are no tokens. */
record LuaToken(String text, int start, boolean firstOfLine) {
    private static final Pattern ONE = Pattern.compile("(?<skipped>--[^\\n]*|#!lua[^\\n]*|\\s+)"
            + "|'[^'\\n]*'|[A-Za-z_]\\w*|\\d+(?:\\.\\d+)?|\\.\\.\\.?|[<>=~]=|.");

    int end() {
        return start + text.length();
    }

    boolean is(String other) {
        return text.equals(other);
    }

    boolean isString() {
        return text.startsWith("'");
    }

    /** What a string holds. */
    String content() {
        return text.substring(1, text.length() - 1);
    }

    static List<LuaToken> of(String lua) {
        List<LuaToken> tokens = new ArrayList<>();
        Matcher one = ONE.matcher(lua);
        int lastEnd = 0;
        while (one.find()) {
            if (one.group("skipped") == null) {
                boolean first =
                        tokens.isEmpty() || lua.substring(lastEnd, one.start()).contains("\n");
                tokens.add(new LuaToken(one.group(), one.start(), first));
                lastEnd = one.end();
            }
        }
        return tokens;
    }
}
