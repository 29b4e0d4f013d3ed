package dev.baton.examples.demo;

import dev.baton.model.JobType;
import dev.baton.model.RetryPolicy;
import java.time.Duration;

/** What the demo's jobs are called and what they carry: shared by the process that enqueues and those that work. */
final class FileJobs {
    /**
     * A file to be processed.
     *
     * @param uri its place; a URI, because it keeps the bytes of a name that is no text
     * @param lingerMillis how long the job is drawn out, so that a small directory can be watched; 0 as a rule
     */
    record InputFile(String uri, long lingerMillis) {}

    /**
     * What came of a file.
     *
     * @param output name of the result below the output directory
     * @param worker number of the worker that did it, from 1
     */
    record Processed(String output, int worker) {}

    private static final RetryPolicy RETRY =
            RetryPolicy.attempts(3).withBackoff(Duration.ofMillis(100), Duration.ofSeconds(1));
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    /** A picture becomes a smaller one. */
    static final JobType<InputFile, Processed> THUMBNAIL = JobType.of("thumbnail", InputFile.class, Processed.class)
            .retry(RETRY)
            .timeout(TIMEOUT);

    /** Any file: checksum, size, lines and words. */
    static final JobType<InputFile, Processed> DIGEST =
            JobType.of("digest", InputFile.class, Processed.class).retry(RETRY).timeout(TIMEOUT);

    private FileJobs() {}
}
