package dev.baton.chaos.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What happened, as all processes of a scene wrote it down, in the order of time. Immutable. */
public final class History {
    /** The ending of the files that are event logs. */
    public static final String LOG = ".log";

    private final List<Event> events;

    public History(List<Event> events) {
        this.events =
                events.stream().sorted(Comparator.comparingLong(Event::at)).toList();
    }

    /** All logs of a directory. */
    public static History of(Path directory) {
        var events = new ArrayList<Event>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.toString().endsWith(LOG)).sorted().forEach(file -> events.addAll(read(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new History(events);
    }

    /** All whole lines of a log; what a killed process left of its last one is not counted. */
    public static List<Event> read(Path log) {
        try {
            String name = log.getFileName().toString();
            String by = name.endsWith(LOG) ? name.substring(0, name.length() - LOG.length()) : name;
            String text = Files.readString(log, StandardCharsets.UTF_8);
            var events = new ArrayList<Event>();
            text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(line -> events.add(Event.parse(by, line)));
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Stream<Event> all() {
        return events.stream();
    }

    public Stream<Event> of(String kind) {
        return events.stream().filter(event -> event.is(kind));
    }

    /** The ids of which there is such an event. */
    public Set<String> ids(String kind) {
        return of(kind).map(Event::id).collect(Collectors.toCollection(TreeSet::new));
    }

    public boolean has(String kind, Predicate<Event> fits) {
        return of(kind).anyMatch(fits);
    }

    /** How often each job had an event of this kind. */
    public Map<String, Integer> count(String kind) {
        var counts = new HashMap<String, Integer>();
        of(kind).forEach(event -> counts.merge(event.id(), 1, Integer::sum));
        return counts;
    }

    public int count(String kind, String id) {
        return count(kind).getOrDefault(id, 0);
    }

    /** Jobs with more than one event of this kind. */
    public Set<String> repeated(String kind) {
        return count(kind).entrySet().stream()
                .filter(count -> count.getValue() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The attempts that started, of one job, in the order of their fences. */
    public List<Integer> attempts(String id) {
        return of("start")
                .filter(event -> event.id().equals(id))
                .sorted(Comparator.comparingLong(event -> event.number("fence")))
                .map(event -> Integer.valueOf(event.fact("attempt")))
                .toList();
    }
}
