package dev.baton;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import dev.baton.model.Printable;
import dev.baton.store.InspectStore;
import dev.baton.store.InspectStore.Listing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One call of a search: reads lists of jobs page by page until it has found enough, or has read as much as a call may. For
 * one call; its steps follow each other.
 */
final class JobSearch {
    /** A page of the dashboard shall stand within 200 ms, and a record costs some 30 µs in a queue with a million. */
    static final int MOST_READ = 4_000;
    /** As many as Redis shows in some seven milliseconds, if nothing of them is in the cache of the processor. */
    static final int PAGE = 500;
    /** Pages may be empty though more follow, so they are counted, too. */
    static final int MOST_PAGES = 200;

    /** Records may be large: so many bytes of them are kept for one answer at most, beyond the first, and so many read. */
    private static final long MOST_KEPT_BYTES = 8L << 20;

    private static final long MOST_READ_BYTES = 64L << 20;

    private final String queue;
    private final InspectStore inspection;
    private final List<JobStatus> statuses;
    private final JobFilter filter;
    private final int limit;
    private final int page;
    private final List<JobView> found = new ArrayList<>();
    private final CompletableFuture<FoundJobs> done = new CompletableFuture<>();
    private long read;
    private long readBytes;
    private long keptBytes;
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
            throw new IllegalArgumentException("The cursor " + Printable.quote(cursor)
                    + " is not allowed: use one that an answer to the same search gave, or none");
        }
    }

    private JobSearch(String queue, InspectStore inspection, List<JobStatus> statuses, JobFilter filter, int limit) {
        this.queue = queue;
        this.inspection = inspection;
        this.statuses = statuses;
        this.filter = filter;
        this.limit = limit;
        this.page = filter.unconditional() ? Math.min(limit, PAGE) : PAGE;
    }

    /** @throws IllegalArgumentException if the cursor is none of this search's */
    static CompletableFuture<FoundJobs> of(String queue, InspectStore inspection, JobFilter filter, PageRequest page) {
        List<JobStatus> statuses = filter.status().map(List::of).orElse(Arrays.asList(JobStatus.values()));
        String cursor = page.cursor();
        Place start = cursor == null ? new Place(0, 0, null) : Place.parse(cursor, statuses.size());
        JobSearch search = new JobSearch(queue, inspection, statuses, filter, page.limit());
        search.from(start);
        return search.done;
    }

    private void from(Place place) {
        Steps.then(inspection.list(queue, statuses.get(place.status()), place.page(), page), done, listing -> {
            Optional<Place> next = take(place, listing);
            pages++;
            if (next.isEmpty() || isEnough() || pages >= MOST_PAGES) {
                done.complete(new FoundJobs(
                        List.copyOf(found), read, next.map(after -> new PageRequest(after.cursor(), limit))));
            } else {
                from(next.get());
            }
        });
    }

    private boolean isEnough() {
        return found.size() >= limit
                || read >= MOST_READ
                || keptBytes >= MOST_KEPT_BYTES
                || readBytes >= MOST_READ_BYTES;
    }

    /** Takes from a page what fits; returns where to go on. */
    private Optional<Place> take(Place place, Listing listing) {
        List<JobView> jobs = listing.jobs();
        for (int i = Math.min(place.skip(), jobs.size()); i < jobs.size(); i++) {
            if (isEnough()) {
                return Optional.of(new Place(place.status(), i, place.page()));
            }
            JobView job = jobs.get(i);
            long bytes = job.record() == null ? 0 : job.record().payload().length;
            read++;
            readBytes += bytes;
            if (filter.test(job)) {
                found.add(job);
                keptBytes += bytes;
            }
        }
        if (listing.next() != null) {
            return Optional.of(new Place(place.status(), 0, listing.next()));
        }
        return place.status() + 1 < statuses.size()
                ? Optional.of(new Place(place.status() + 1, 0, null))
                : Optional.empty();
    }
}
