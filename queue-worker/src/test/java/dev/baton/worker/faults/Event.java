package dev.baton.worker.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A line that a worker wrote: {@code start id=order-1 fence=17 attempt=1}. */
record Event(String kind, Map<String, String> facts) {
    static Event parse(String line) {
        String[] words = line.split(" ", -1);
        var facts = new LinkedHashMap<String, String>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals > 0) {
                facts.put(words[i].substring(0, equals), words[i].substring(equals + 1));
            }
        }
        return new Event(words[0], facts);
    }

    /** All whole lines of a log; what a killed worker left of its last one is not counted. */
    static List<Event> read(Path log) {
        try {
            String text = Files.readString(log, StandardCharsets.UTF_8);
            var events = new ArrayList<Event>();
            text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(line -> events.add(parse(line)));
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String fact(String name) {
        return facts.getOrDefault(name, "");
    }

    String id() {
        return fact("id");
    }
}
