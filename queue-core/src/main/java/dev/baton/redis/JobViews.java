package dev.baton.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.codec.CodecException;
import dev.baton.codec.JobCodec;
import dev.baton.model.Failure;
import dev.baton.model.JobRecord;
import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import dev.baton.model.Limits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes views of jobs from what the view script shows. Reads JSON, so never on a thread of the network. */
final class JobViews {
    private static final int WIDTH = 6;
    private static final String FAILURE = "failure.";
    private static final String CRASH = "crash.";

    /** As much as the view script shows of a story at most, in listings. */
    private static final int SHOWN_BYTES = 1024;

    private static final int ESCAPE = 14;

    private final JobCodec codec;

    JobViews(JobCodec codec) {
        this.codec = codec;
    }

    /** Empty for an unknown id. @param job one element of the answer: id, status, record, tries, due, run */
    Optional<JobView> read(String queue, Answers job) {
        job.requireGroups(1, WIDTH);
        Optional<JobStatus> status = job.status(1);
        if (status.isEmpty()) {
            return Optional.empty();
        }
        Tries tries = Tries.read(job.text(3));
        Map<String, byte[]> run = fields(job.list(5));
        return Optional.of(new JobView(
                queue,
                job.text(0),
                status.get(),
                record(job.bytes(2)),
                tries.failures(),
                tries.crashes(),
                errors(run),
                run.get("result"),
                reason(run),
                job.numberIfAny(4).isPresent()
                        ? Instant.ofEpochMilli(job.numberIfAny(4).getAsLong())
                        : null,
                instant(run.get("finishedAt"))));
    }

    private static Map<String, byte[]> fields(Answers pairs) {
        Map<String, byte[]> fields = new HashMap<>();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            fields.put(pairs.text(i), pairs.bytes(i + 1));
        }
        return fields;
    }

    private @Nullable JobRecord record(byte[] json) {
        if (json.length == 0) {
            return null;
        }
        try {
            return codec.readRecord(json);
        } catch (CodecException e) {
            return null;
        }
    }

    private List<Failure> errors(Map<String, byte[]> run) {
        TreeMap<Integer, Failure> byAttempt = new TreeMap<>();
        run.forEach((field, value) -> {
            if (field.startsWith(FAILURE)) {
                number(field.substring(FAILURE.length()))
                        .ifPresent(attempt -> byAttempt.put(attempt, failure(attempt, value)));
            } else if (field.startsWith(CRASH)) {
                number(field.substring(CRASH.length()))
                        .ifPresent(attempt -> byAttempt.putIfAbsent(attempt, crash(attempt, value)));
            }
        });
        List<Failure> errors = new ArrayList<>(byAttempt.values());
        return List.copyOf(errors.subList(Math.max(0, errors.size() - Limits.FAILURES_KEPT), errors.size()));
    }

    private Failure failure(int attempt, byte[] json) {
        try {
            return codec.readFailure(json);
        } catch (CodecException e) {
            return cut(json)
                    .orElseGet(() -> new Failure(
                            attempt, Instant.EPOCH, "unreadable", "its story cannot be read", "", "", null));
        }
    }

    /** A listing shows the beginning of a story, which as a rule ends within its message or its stack. */
    private Optional<Failure> cut(byte[] json) {
        if (json.length < SHOWN_BYTES) {
            return Optional.empty();
        }
        String text = new String(json, UTF_8);
        // It may be cut amid a character, an escape or the name of the next member: what is too much is tried out.
        for (int end = text.length() - 1; end >= text.length() - ESCAPE; end--) {
            try {
                return Optional.of(codec.readFailure((text.substring(0, end) + "…\"}").getBytes(UTF_8)));
            } catch (CodecException e) {
                continue;
            }
        }
        return Optional.empty();
    }

    /** Written when a claim is lost: "ms worker claimed", without a worker if it was a lease. */
    private static Failure crash(int attempt, byte[] text) {
        String[] parts = new String(text, UTF_8).split(" ", 3);
        Instant at = instant(parts[0].getBytes(UTF_8));
        String worker = parts.length > 1 ? parts[1] : "";
        return new Failure(
                attempt,
                at == null ? Instant.EPOCH : at,
                "crash",
                worker.isEmpty() ? "its lease ran out" : "its worker died",
                "",
                worker,
                parts.length > 2 ? instant(parts[2].getBytes(UTF_8)) : null);
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String reason(Map<String, byte[]> run) {
        byte[] reason = run.getOrDefault("reason", run.get("note"));
        return reason == null ? null : new String(reason, UTF_8);
    }

    private static @Nullable Instant instant(byte @Nullable [] millis) {
        if (millis == null) {
            return null;
        }
        try {
            return Instant.ofEpochMilli(Long.parseLong(new String(millis, UTF_8)));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
