package dev.baton;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.model.Failure;
import dev.baton.model.Grammar;
import dev.baton.model.JobRecord;
import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import dev.baton.model.Printable;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs are meant, by what is known of each. Conditions are joined by "and"; none means every job. Immutable.
 */
public final class JobFilter implements Predicate<JobView> {
    /** Every job. */
    public static final JobFilter ANY = new JobFilter(null, job -> true, true);

    /** The words that {@link #with} knows, in the order of the documents. */
    public static final List<String> WORDS = List.of("state", "type", "tag", "since", "until", "text", "error");

    private static final int LONGEST_TEXT = 200;

    /** As much as is kept of one. */
    private static final int LONGEST_ERROR = 512;

    private final @Nullable JobStatus status;
    private final Predicate<JobView> condition;
    private final boolean unconditional;

    private JobFilter(@Nullable JobStatus status, Predicate<JobView> condition, boolean unconditional) {
        this.status = status;
        this.condition = condition;
        this.unconditional = unconditional;
    }

    /**
     * Narrowed by a word and its value, as command lines, queries and bodies say it: a status, a type, a tag, an instant as
     * RFC 3339, a text, a kind of error.
     *
     * @param word one of {@link #WORDS}
     * @throws IllegalArgumentException in one sentence, if the value is not allowed
     */
    public JobFilter with(String word, String value) {
        return switch (word) {
            case "state" -> withStatus(JobStatus.require(value));
            case "type" -> withType(value);
            case "tag" -> withTag(value);
            case "since" -> enqueuedFrom(instant(word, value));
            case "until" -> enqueuedBefore(instant(word, value));
            case "text" -> withText(value);
            case "error" -> withError(value);
            default ->
                throw new IllegalArgumentException(
                        "The condition " + Printable.quote(word) + " is unknown: use " + String.join(", ", WORDS));
        };
    }

    /** Only jobs in this status, which also decides which lists are read. */
    public JobFilter withStatus(JobStatus only) {
        return new JobFilter(only, condition, unconditional);
    }

    /** Only jobs of this type. @throws IllegalArgumentException if no type can have this name */
    public JobFilter withType(String type) {
        Grammar.requireTypeName(type);
        return where(record(record -> record.type().equals(type)));
    }

    /** Only jobs with this tag. @throws IllegalArgumentException if no tag can have this name */
    public JobFilter withTag(String tag) {
        Grammar.requireTag(tag);
        return where(record(record -> record.tags().contains(tag)));
    }

    /** Only jobs enqueued at this instant or later. */
    public JobFilter enqueuedFrom(Instant from) {
        return where(record(record -> !record.enqueuedAt().isBefore(from)));
    }

    /** Only jobs enqueued before this instant. */
    public JobFilter enqueuedBefore(Instant to) {
        return where(record(record -> record.enqueuedAt().isBefore(to)));
    }

    /** Only jobs whose last attempt failed with this kind of error, such as {@code java.io.IOException} or {@code crash}. */
    public JobFilter withError(String error) {
        if (error.length() > LONGEST_ERROR) {
            throw new IllegalArgumentException("The kind of error of " + error.length()
                    + " characters is not allowed: use at most " + LONGEST_ERROR);
        }
        return where(
                job -> job.lastError().map(last -> last.error().equals(error)).orElse(error.isEmpty()));
    }

    /**
     * Only jobs with this text in id, payload, reason, or the last error.
     *
     * @param text 1 to 200 characters
     * @throws IllegalArgumentException if it is longer or empty
     */
    public JobFilter withText(String text) {
        return withText(text, job -> {
            JobRecord record = job.record();
            return record == null ? "" : new String(record.payload(), UTF_8);
        });
    }

    /**
     * The same, for those who show payloads otherwise than they are: what nobody may see must not be found either.
     *
     * @param payload what is searched of a job's payload
     */
    public JobFilter withText(String text, Function<JobView, String> payload) {
        if (text.isEmpty() || text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException(
                    "The text of " + text.length() + " characters is not allowed: use 1 to " + LONGEST_TEXT);
        }
        return where(job -> job.id().contains(text)
                || payload.apply(job).contains(text)
                || (job.reason() != null && job.reason().contains(text))
                || job.lastError().map(error -> tells(error, text)).orElse(false));
    }

    /** Only jobs for which this is true as well. @param more must not block; is asked on a thread of the store */
    public JobFilter where(Predicate<JobView> more) {
        return new JobFilter(status, condition.and(more), false);
    }

    /** The one status that is meant; empty for any. */
    public Optional<JobStatus> status() {
        return Optional.ofNullable(status);
    }

    /** Whether the job is meant. */
    @Override
    public boolean test(JobView job) {
        return (status == null || job.status() == status) && condition.test(job);
    }

    /** Whether nothing but the status decides. */
    boolean unconditional() {
        return unconditional;
    }

    private static Instant instant(String word, String text) {
        try {
            return Instant.from(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "The instant " + word + "=" + Printable.quote(text)
                            + " is none: use RFC 3339 such as 2026-11-28T12:00:00Z",
                    e);
        }
    }

    private static boolean tells(Failure error, String text) {
        return error.error().contains(text) || error.message().contains(text);
    }

    private static Predicate<JobView> record(Predicate<JobRecord> condition) {
        return job -> job.record() != null && condition.test(job.record());
    }
}
