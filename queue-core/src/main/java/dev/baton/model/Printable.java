package dev.baton.model;

/**
 * Makes foreign text safe for one line of a terminal or a log: control characters, line separators and direction
 * overrides are shown as escapes, and long text is cut. Whatever came out of a payload, an exception or a command line
 * passes through here before a person reads it.
 */
public final class Printable {
    private static final int QUOTE_LIMIT = 160;

    private Printable() {}

    /** {@code text} in double quotes, escaped, at most 160 characters of it. */
    public static String quote(String text) {
        return '"' + line(text, QUOTE_LIMIT) + '"';
    }

    /** {@code text} on one line, escaped, at most {@code limit} characters of it. */
    public static String line(String text, int limit) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), limit) + 8);
        int end = Math.min(text.length(), limit);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (isUnsafe(c)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        if (end < text.length()) {
            out.append('…');
        }
        return out.toString();
    }

    private static boolean isUnsafe(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
