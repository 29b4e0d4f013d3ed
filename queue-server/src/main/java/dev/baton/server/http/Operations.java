package dev.baton.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.BulkOperation;
import dev.baton.BulkProgress;
import dev.baton.model.Printable;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bulk operations that were started through this gateway: those that run, and the latest that have ended. They live in this
 * process, and end with it. Thread-safe.
 */
final class Operations implements AutoCloseable {
    private static final int MOST_RUNNING = 10;
    private static final int MOST_KEPT = 100;
    private static final int ID_BYTES = 8;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Operation> all = new LinkedHashMap<>();

    /** One of them, with what was asked for. */
    private record Operation(
            String id, String queue, String action, Map<String, String> filter, Instant start, BulkOperation work) {}

    /** When each ended, and why if it failed. */
    private final Map<String, Ending> endings = new LinkedHashMap<>();

    private record Ending(Instant at, @Nullable String error) {}

    /** @throws ProblemException if too many run */
    synchronized ObjectNode start(
            String queue, String action, Map<String, String> filter, Supplier<BulkOperation> starting) {
        if (all.size() - endings.size() >= MOST_RUNNING) {
            throw Problem.of(
                            ProblemKind.UNAVAILABLE,
                            MOST_RUNNING + " bulk operations are running: wait until one has ended, or stop one")
                    .header("Retry-After", "5")
                    .thrown();
        }
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        BulkOperation work = starting.get();
        all.put(id, new Operation(id, queue, action, filter, Instant.now(), work));
        work.ended().whenComplete((progress, failure) -> end(id, failure));
        return json(id);
    }

    private synchronized void end(String id, @Nullable Throwable failure) {
        endings.put(
                id,
                new Ending(
                        Instant.now(),
                        failure == null ? null : Problems.of(failure).detail()));
        while (endings.size() > MOST_KEPT) {
            String oldest = endings.keySet().iterator().next();
            endings.remove(oldest);
            all.remove(oldest);
        }
    }

    /** All that are known, the latest first. */
    synchronized List<ObjectNode> list() {
        List<ObjectNode> list = new ArrayList<>();
        all.keySet().forEach(id -> list.add(json(id)));
        Collections.reverse(list);
        return list;
    }

    /** @throws ProblemException if it is not known */
    synchronized ObjectNode look(String id) {
        require(id);
        return json(id);
    }

    /** Asks it to end; one that has ended stays as it is. @throws ProblemException if it is not known */
    synchronized ObjectNode stop(String id) {
        require(id).work().stop();
        return json(id);
    }

    private Operation require(String id) {
        return Optional.ofNullable(all.get(id))
                .orElseThrow(() -> Problem.of(
                                ProblemKind.NOT_FOUND,
                                "The operation " + Printable.quote(id)
                                        + " is not known here: this gateway lists its latest at /api/v1/operations")
                        .thrown());
    }

    private ObjectNode json(String id) {
        Operation operation = require(id);
        BulkProgress progress = operation.work().progress();
        Ending ending = endings.get(id);
        ObjectNode json = Json.object()
                .put("operation", id)
                .put("queue", operation.queue())
                .put("action", operation.action());
        ObjectNode filter = json.putObject("filter");
        operation.filter().forEach(filter::put);
        json.put("state", state(progress, ending))
                .put("read", progress.read())
                .put("about", progress.about())
                .put("matched", progress.matched())
                .put("changed", progress.changed())
                .put("refused", progress.refused())
                .put("started_at", operation.start().toString());
        if (ending != null) {
            json.put("ended_at", ending.at().toString());
            if (ending.error() != null) {
                json.put("error", ending.error());
            }
        }
        return json;
    }

    private static String state(BulkProgress progress, @Nullable Ending ending) {
        if (ending == null) {
            return "running";
        }
        if (ending.error() != null) {
            return "failed";
        }
        return progress.stopped() ? "stopped" : "finished";
    }

    /** Stops all that run. */
    @Override
    public synchronized void close() {
        all.values().forEach(operation -> operation.work().stop());
    }
}
