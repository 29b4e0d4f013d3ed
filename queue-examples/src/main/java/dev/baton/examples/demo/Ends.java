package dev.baton.examples.demo;

import dev.baton.JobPage;
import dev.baton.JobQueue;
import dev.baton.PageRequest;
import dev.baton.codec.JobCodec;
import dev.baton.examples.demo.FileJobs.Processed;
import dev.baton.json.JacksonCodec;
import dev.baton.model.JobStatus;
import dev.baton.model.JobView;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How the jobs ended, as Redis has it.
 *
 * @param done how many are done
 * @param dead why each dead job is dead, by id
 * @param byWorker jobs that are done, by the number of the worker that did them
 * @param latencies enqueue to done of each, in milliseconds, ascending
 */
record Ends(int done, Map<String, String> dead, Map<Integer, Integer> byWorker, long[] latencies) {
    private static final int PAGE = 500;
    private static final JobCodec CODEC = new JacksonCodec();

    static Ends of(JobQueue queue) {
        var dead = new LinkedHashMap<String, String>();
        each(queue, JobStatus.DEAD, page -> page.forEach(job -> dead.put(job.id(), reason(job))));
        // By id, for a list that changes while it is paged through may show a job twice.
        var latencies = new HashMap<String, Long>();
        var workers = new HashMap<String, Integer>();
        each(queue, JobStatus.DONE, page -> {
            for (JobView job : page) {
                var record = job.record();
                var finishedAt = job.finishedAt();
                if (record != null && finishedAt != null) {
                    latencies.put(
                            job.id(),
                            finishedAt.toEpochMilli() - record.enqueuedAt().toEpochMilli());
                }
            }
            workers.putAll(workers(queue, page));
        });
        var byWorker = new TreeMap<Integer, Integer>();
        workers.values().forEach(number -> byWorker.merge(number, 1, Integer::sum));
        long[] ascending =
                latencies.values().stream().mapToLong(it -> it).sorted().toArray();
        return new Ends(workers.size(), dead, byWorker, ascending);
    }

    /** Who did each; results are not in a list of jobs, so each job is asked for, all at the same time. */
    private static Map<String, Integer> workers(JobQueue queue, List<JobView> page) {
        var workers = new HashMap<String, Integer>();
        var asked = page.stream().map(job -> queue.findAsync(job.id())).toList();
        for (var answer : asked) {
            answer.join().ifPresent(job -> workers.put(job.id(), worker(job)));
        }
        return workers;
    }

    /** A percentile of the latencies in milliseconds; 0 if nothing is done. */
    long latencyMillis(int percentile) {
        if (latencies.length == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(latencies.length * percentile / 100.0);
        return latencies[Math.max(0, rank - 1)];
    }

    private static void each(JobQueue queue, JobStatus status, Consumer<List<JobView>> to) {
        Optional<PageRequest> next = Optional.of(PageRequest.first(PAGE));
        while (next.isPresent()) {
            JobPage page = queue.list(status, next.get());
            to.accept(page.jobs());
            next = page.next();
        }
    }

    /** The number in its result; 0 if it has none. */
    private static int worker(JobView job) {
        byte[] result = job.result();
        Processed processed = result == null ? null : CODEC.decode(result, Processed.class);
        return processed == null ? 0 : processed.worker();
    }

    private static String reason(JobView job) {
        return Optional.ofNullable(job.reason())
                .or(() -> job.lastError().map(failure -> failure.message()))
                .orElse("no reason is known");
    }
}
