package dev.baton.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.model.JobStatus;
import io.lettuce.core.ScoredValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds the ids of a page of a listing: where the jobs of a status stand, and in which order. The cursor is an offset,
 * so a listing of a queue at work is a stroll, not a census: what moves meanwhile may be met twice or not at all.
 */
final class Pages {
    private static final long FIRST_LOOK = 100;
    private static final long NEXT_LOOKS = 3_300;
    private static final long LONGEST_LOOK = 10_000;

    private final Desk desk;
    private final Caller caller;

    Pages(Desk desk, Caller caller) {
        this.desk = desk;
        this.caller = caller;
    }

    /** One place on a page: an id, and when its job ended if the index knows. */
    record Place(String id, @Nullable Instant finishedAt) {
        static Place of(byte[] id) {
            return new Place(new String(id, UTF_8), null);
        }

        static Place ended(ScoredValue<byte[]> member) {
            return new Place(new String(member.getValue(), UTF_8), Instant.ofEpochMilli((long) member.getScore()));
        }

        /** From "id finishedAt bytes marks". */
        static Place done(byte[] element) {
            String[] parts = new String(element, UTF_8).split(" ", 4);
            try {
                return new Place(parts[0], parts.length < 2 ? null : Instant.ofEpochMilli(Long.parseLong(parts[1])));
            } catch (NumberFormatException e) {
                return new Place(parts[0], null);
            }
        }
    }

    CompletableFuture<List<Place>> find(String queue, JobStatus status, long offset, int limit) {
        Keys keys = desk.keys(queue);
        long last = offset + limit - 1;
        String what = "list " + status + " jobs of queue \"" + queue + "\"";
        return switch (status) {
            case PENDING ->
                caller.untilAnswered(
                        keys.slot(),
                        what,
                        commands -> commands.lrange(keys.pending(), -last - 1, -offset - 1),
                        found -> latestFirst(found.stream().map(Place::of).toList()));
            case DONE ->
                caller.untilAnswered(
                        keys.slot(),
                        what,
                        commands -> commands.lrange(keys.done(), -last - 1, -offset - 1),
                        found -> latestFirst(found.stream().map(Place::done).toList()));
            case SCHEDULED, RETRYING ->
                caller.untilAnswered(
                        keys.slot(),
                        what,
                        commands -> commands.zrange(keys.scheduled(), offset, last),
                        found -> found.stream().map(Place::of).toList());
            case DEAD -> ended(keys, what, keys.dead(), offset, last);
            case CANCELLED -> ended(keys, what, keys.cancelled(), offset, last);
            case IN_PROGRESS -> held(keys, offset, limit);
        };
    }

    /** Looks a little at first, for who asks has mostly just seen it end. */
    CompletableFuture<Optional<Instant>> doneAt(String queue, String id) {
        return doneAt(desk.keys(queue), id, 0, FIRST_LOOK);
    }

    private CompletableFuture<Optional<Instant>> doneAt(Keys keys, String id, long passed, long most) {
        return caller.untilAnswered(
                        keys.slot(),
                        "look when a job of queue \"" + keys.queue() + "\" ended",
                        commands -> commands.lrange(keys.done(), -passed - most, -passed - 1),
                        found -> found.stream().map(Place::done).toList())
                .thenCompose(places -> {
                    for (int i = places.size() - 1; i >= 0; i--) {
                        if (places.get(i).id().equals(id)) {
                            return CompletableFuture.completedFuture(
                                    Optional.ofNullable(places.get(i).finishedAt()));
                        }
                    }
                    long next = passed + places.size();
                    return places.size() < most || next >= LONGEST_LOOK
                            ? CompletableFuture.completedFuture(Optional.empty())
                            : doneAt(keys, id, next, Math.min(NEXT_LOOKS, LONGEST_LOOK - next));
                });
    }

    private CompletableFuture<List<Place>> ended(Keys keys, String what, byte[] key, long offset, long last) {
        return caller.untilAnswered(
                keys.slot(),
                what,
                commands -> commands.zrevrangeWithScores(key, offset, last),
                found -> found.stream().map(Place::ended).toList());
    }

    private CompletableFuture<List<Place>> held(Keys keys, long offset, int limit) {
        ScriptCall call = desk.draft(desk.scripts().held, keys, keys.workers(), keys.leases())
                .with(offset)
                .with(limit)
                .ready();
        return caller.untilAnswered(call, answers -> {
            List<Place> places = new ArrayList<>(answers.size() / 2);
            for (int i = 1; i < answers.size(); i += 2) {
                String element = answers.text(i);
                int space = element.indexOf(' ');
                places.add(Place.of((space < 0 ? element : element.substring(0, space)).getBytes(US_ASCII)));
            }
            return places;
        });
    }

    private static List<Place> latestFirst(List<Place> places) {
        List<Place> turned = new ArrayList<>(places);
        java.util.Collections.reverse(turned);
        return turned;
    }
}
