package dev.baton.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.JobPage;
import dev.baton.JobQueue;
import dev.baton.PageRequest;
import dev.baton.model.Grammar;
import dev.baton.model.JobRecord;
import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import dev.baton.model.Printable;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One call of a search: reads lists of jobs page by page until it has found enough, or has read as much as a call may. For
 * one call; its steps follow each other.
 */
final class JobSearch {
    private static final int MOST_READ = 10_000;
    private static final int MOST_FOUND = 1000;
    private static final int PAGE = 100;
    /** Pages may be empty though more follow, so they are counted, too. */
    private static final int MOST_PAGES = 200;

    private static final int LONGEST_TEXT = 200;

    private final JobQueue queue;
    private final List<JobStatus> statuses;
    private final Predicate<JobView> filter;
    private final int limit;
    private final ArrayNode found = Json.array();
    private int read;
    private int pages;

    /**
     * Where a search stands.
     *
     * @param status index in the list of statuses
     * @param skip how many jobs of the page are known already
     * @param page the list's own cursor; null for its first page
     */
    private record Place(int status, int skip, @Nullable String page) {
        /** Not readable, so that nobody builds upon it. */
        String cursor() {
            String text = status + ":" + skip + ":" + (page == null ? "" : page);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
        }

        static Place parse(String cursor, int statuses) {
            try {
                String[] parts = new String(Base64.getUrlDecoder().decode(cursor), UTF_8).split(":", 3);
                int status = Integer.parseInt(parts[0]);
                int skip = Integer.parseInt(parts[1]);
                if (parts.length == 3 && status >= 0 && status < statuses && skip >= 0 && skip < PAGE) {
                    return new Place(status, skip, parts[2].isEmpty() ? null : parts[2]);
                }
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                // Told below.
            }
            throw ProblemException.malformed("The cursor " + Printable.quote(cursor)
                    + " is none: use one that an answer to the same search gave");
        }
    }

    private JobSearch(JobQueue queue, List<JobStatus> statuses, Predicate<JobView> filter, int limit) {
        this.queue = queue;
        this.statuses = statuses;
        this.filter = filter;
        this.limit = limit;
    }

    /** The search that a request asks for, ready to {@link Started#run}. */
    static Started of(JobQueue queue, Ask ask) {
        List<JobStatus> statuses =
                ask.query("state").map(word -> List.of(status(word))).orElse(Arrays.asList(JobStatus.values()));
        Place start = ask.query("cursor")
                .map(cursor -> Place.parse(cursor, statuses.size()))
                .orElse(new Place(0, 0, null));
        JobSearch search = new JobSearch(queue, statuses, filter(ask), ask.number("limit", 1, MOST_FOUND, 50));
        return () -> search.from(start);
    }

    /** A search that has not begun. */
    interface Started {
        CompletableFuture<Reply> run();
    }

    private CompletableFuture<Reply> from(Place place) {
        JobStatus status = statuses.get(place.status());
        return queue.listAsync(status, new PageRequest(place.page(), PAGE)).thenCompose(page -> {
            Optional<Place> next = take(place, page);
            pages++;
            boolean enough = found.size() >= limit || read >= MOST_READ || pages >= MOST_PAGES;
            return next.isEmpty() || enough ? Futures.done(reply(next)) : from(next.get());
        });
    }

    /** Takes from a page what fits; returns where to go on. */
    private Optional<Place> take(Place place, JobPage page) {
        List<JobView> jobs = page.jobs();
        for (int i = Math.min(place.skip(), jobs.size()); i < jobs.size(); i++) {
            if (found.size() >= limit || read >= MOST_READ) {
                return Optional.of(new Place(place.status(), i, place.page()));
            }
            read++;
            if (filter.test(jobs.get(i))) {
                found.add(JobJson.brief(jobs.get(i)));
            }
        }
        if (page.next().isPresent()) {
            return Optional.of(new Place(place.status(), 0, page.next().get().cursor()));
        }
        return place.status() + 1 < statuses.size()
                ? Optional.of(new Place(place.status() + 1, 0, null))
                : Optional.empty();
    }

    private Reply reply(Optional<Place> next) {
        ObjectNode json = Json.object();
        json.set("jobs", found);
        next.ifPresent(place -> json.put("cursor", place.cursor()));
        return Reply.json(json.put("read", read));
    }

    private static Predicate<JobView> filter(Ask ask) {
        Predicate<JobView> all = job -> true;
        Predicate<JobView> type = ask.query("type")
                .map(Grammar::requireTypeName)
                .map(name -> record(record -> record.type().equals(name)))
                .orElse(all);
        Predicate<JobView> tag = ask.query("tag")
                .map(Grammar::requireTag)
                .map(name -> record(record -> record.tags().contains(name)))
                .orElse(all);
        Predicate<JobView> since = instant(ask, "since")
                .map(from -> record(record -> !record.enqueuedAt().isBefore(from)))
                .orElse(all);
        Predicate<JobView> until = instant(ask, "until")
                .map(to -> record(record -> record.enqueuedAt().isBefore(to)))
                .orElse(all);
        Predicate<JobView> text = ask.query("text").map(JobSearch::holding).orElse(all);
        return type.and(tag).and(since).and(until).and(text);
    }

    private static Predicate<JobView> record(Predicate<JobRecord> condition) {
        return job -> job.record() != null && condition.test(job.record());
    }

    private static Predicate<JobView> holding(String text) {
        if (text.isEmpty() || text.length() > LONGEST_TEXT) {
            throw ProblemException.malformed(
                    "The text of " + text.length() + " characters is not allowed: use 1 to " + LONGEST_TEXT);
        }
        return job -> job.id().contains(text)
                || (job.record() != null && new String(job.record().payload(), UTF_8).contains(text))
                || (job.reason() != null && job.reason().contains(text))
                || job.errors().stream()
                        .anyMatch(error ->
                                error.error().contains(text) || error.message().contains(text));
    }

    /** @throws ProblemException if there is no such status */
    static JobStatus status(String word) {
        return JobStatus.ofWord(word)
                .orElseThrow(() -> ProblemException.malformed("The state " + Printable.quote(word) + " is none: use "
                        + String.join(", ", Shapes.STATUS_WORDS)));
    }

    private static Optional<Instant> instant(Ask ask, String name) {
        return ask.query(name).map(text -> {
            try {
                return Instant.from(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text));
            } catch (DateTimeParseException e) {
                throw ProblemException.malformed("The parameter " + name + "=" + Printable.quote(text)
                        + " is no instant: use RFC 3339 such as 2026-11-28T12:00:00Z");
            }
        });
    }
}
