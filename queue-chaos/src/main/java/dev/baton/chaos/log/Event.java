package dev.baton.chaos.log;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A line that a process wrote: {@code start id=order-1 fence=17 attempt=1 at=5711}. Its time is that of the machine's
 * steady clock in microseconds, which all processes share and nobody sets.
 *
 * @param by the log in which it stands, and so the process
 */
public record Event(String by, String kind, Map<String, String> facts) {
    static Event parse(String by, String line) {
        String[] words = line.split(" ", -1);
        var facts = new LinkedHashMap<String, String>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals > 0) {
                facts.put(words[i].substring(0, equals), words[i].substring(equals + 1));
            }
        }
        return new Event(by, words[0], facts);
    }

    public boolean is(String wanted) {
        return kind.equals(wanted);
    }

    public String fact(String name) {
        return facts.getOrDefault(name, "");
    }

    /** A fact that is a number; 0 if it is not told. */
    public long number(String name) {
        String text = fact(name);
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    public String id() {
        return fact("id");
    }

    /** When it was written, in microseconds of the steady clock. */
    public long at() {
        return number("at");
    }
}
