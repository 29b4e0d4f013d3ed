package dev.baton.worker.faults;

import dev.baton.JobContext;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The append-only log of one worker. Each event is one write of its own, so that it is with the kernel, and outlives a
 * SIGKILL, before anything follows from it. Thread-safe.
 */
final class EventLog {
    private final FileOutputStream out;

    private EventLog(FileOutputStream out) {
        this.out = out;
    }

    /** Standard output, which a {@link WorkerProcess} appends to a file. */
    static EventLog ofThisProcess() {
        return new EventLog(new FileOutputStream(FileDescriptor.out));
    }

    static EventLog of(Path file) {
        try {
            return new EventLog(new FileOutputStream(file.toFile(), true));
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }

    void say(String line) {
        byte[] bytes = (line + '\n').getBytes(StandardCharsets.UTF_8);
        synchronized (this) {
            try {
                out.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    void say(String kind, JobContext job) {
        say(kind + " id=" + job.jobId() + " fence=" + job.fence() + " attempt=" + job.attempt());
    }
}
