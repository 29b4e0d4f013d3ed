package dev.baton.examples.demo;

import dev.baton.examples.demo.Fleet.Killed;
import dev.baton.model.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to; this is also the JSON object of {@code --json}.
 *
 * @param ok whether nothing was lost and, if a worker was to be killed, one was that held jobs
 * @param dead files that could not be processed; the job of each says why
 * @param reclaimed jobs that were taken back from the killed worker
 * @param lost input files that have no result on disk and no dead job
 * @param seconds from the first enqueue to the last end
 * @param drawnOutMillis how long each job was drawn out, because the directory is small; 0 as a rule
 * @param killed who was killed; null if nobody was
 * @param deadJobs some of the dead
 * @param lostFiles some of the lost
 * @param redis its address without secrets
 * @param redisCli the start of a command line that looks into it
 */
record Summary(
        boolean ok,
        int enqueued,
        int done,
        int dead,
        long reclaimed,
        int lost,
        double seconds,
        double jobsPerSecond,
        long p50Millis,
        long p99Millis,
        long drawnOutMillis,
        List<Work> workers,
        @Nullable Killed killed,
        List<DeadJob> deadJobs,
        List<String> lostFiles,
        int skipped,
        String output,
        String redis,
        String queue,
        String redisCli) {
    /** How many dead or lost files are named. */
    static final int NAMED = 5;

    record Work(int number, long pid, int jobs, boolean killed) {}

    record DeadJob(String id, String file, String reason) {}

    /** The table, a line each. */
    List<String> table() {
        var lines = new ArrayList<String>();
        lines.add(row("enqueued", "%,d".formatted(enqueued)));
        lines.add(row("done", "%,d".formatted(done)));
        lines.add(row("dead", "%,d".formatted(dead)));
        lines.add(row("reclaimed", "%,d".formatted(reclaimed)));
        lines.add(row("lost", "%,d".formatted(lost)));
        lines.add(row("throughput", Screen.rate(jobsPerSecond) + String.format(Locale.ROOT, " over %.1f s", seconds)));
        lines.add(row("latency", "p50 " + seconds(p50Millis) + ", p99 " + seconds(p99Millis) + ", enqueue to done"));
        for (Work worker : workers) {
            lines.add(row(
                    "worker " + worker.number(),
                    "%,d jobs%s".formatted(worker.jobs(), worker.killed() ? ", killed" : "")));
        }
        return lines;
    }

    /** What the numbers mean, a sentence each. */
    List<String> verdict() {
        var lines = new ArrayList<String>();
        for (DeadJob job : deadJobs) {
            lines.add("Dead: " + Printable.line(job.file(), 200) + ": " + Printable.line(job.reason(), 200));
        }
        if (dead > deadJobs.size()) {
            lines.add("(and %,d more dead)".formatted(dead - deadJobs.size()));
        }
        lostFiles.forEach(file -> lines.add("Lost: " + Printable.line(file, 400)));
        if (lost > 0) {
            lines.add("%,d of %,d files have no result on disk.".formatted(lost, enqueued));
        } else if (ok) {
            lines.add(
                    dead == 0
                            ? "Nothing was lost: every file has its result on disk."
                            : "Nothing was lost: every file has its result on disk, or a dead job that says why not.");
        } else {
            lines.add("Nothing was lost, but nobody was killed while holding jobs, so nothing was proved.");
        }
        return lines;
    }

    /** Commands with which a person can look at the queue: at a job of the killed worker, if one was killed. */
    List<String> commands() {
        String id =
                killed == null || killed.held().isEmpty() ? "ID" : killed.held().get(0);
        String queueKeys = redisCli + " %s 'baton:{" + queue + "}:";
        return List.of(
                queueKeys.formatted("LRANGE") + "done' -3 -1",
                queueKeys.formatted("GET") + "job:" + id + "'",
                queueKeys.formatted("HGETALL") + "job:" + id + ":run'");
    }

    private static String row(String name, String value) {
        return "  %-11s %s".formatted(name, value);
    }

    private static String seconds(long millis) {
        return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
}
