package dev.baton.server.tcp;

import dev.baton.codec.CodecException;
import dev.baton.json.JacksonCodec;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A payload as the rest of a line. A string that fits on a line comes as it is, so words that were enqueued as a line come
 * back as they were typed. Everything else comes as its JSON without a line break: objects, numbers, and also strings with
 * line breaks or other control characters, in their quotes. So no escape is needed that the sender of words must know.
 */
final class Words {
    private static final JacksonCodec JSON = new JacksonCodec();

    private Words() {}

    /** @param payload JSON in UTF-8 */
    static String of(byte[] payload) {
        String text = text(payload);
        return text != null && fits(text) ? text : compact(payload);
    }

    private static @Nullable String text(byte[] payload) {
        int first = 0;
        while (first < payload.length && isSpace((char) payload[first])) {
            first++;
        }
        if (first == payload.length || payload[first] != '"') {
            return null;
        }
        try {
            return JSON.decode(payload, String.class);
        } catch (CodecException e) {
            return null;
        }
    }

    /** Blank words are none: the client would not see them. */
    private static boolean fits(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\t') {
                return false;
            }
            if (Character.isSurrogate(c) && !isPaired(text, i)) {
                return false;
            }
        }
        return !text.isBlank();
    }

    private static boolean isPaired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    /** Drops white space between the tokens; numbers keep every digit. Control characters in strings become escapes. */
    private static String compact(byte[] payload) {
        String json = new String(payload, StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder(json.length());
        boolean inString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (!inString && isSpace(c)) {
                continue;
            }
            if (c == '"') {
                inString = !inString;
            }
            if (Character.isISOControl(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
                if (inString && c == '\\' && i + 1 < json.length() && !Character.isISOControl(json.charAt(i + 1))) {
                    out.append(json.charAt(++i));
                }
            }
        }
        return out.toString();
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
