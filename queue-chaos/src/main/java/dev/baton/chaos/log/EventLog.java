package dev.baton.chaos.log;

import dev.baton.JobContext;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The append-only log of one process. Each event is one write of its own, so that it is with the kernel, and outlives a
 * SIGKILL, before anything follows from it. Thread-safe.
 */
public final class EventLog {
    private final FileOutputStream out;

    private EventLog(FileOutputStream out) {
        this.out = out;
    }

    /** Standard output, which whoever starts the process appends to a file. */
    public static EventLog ofThisProcess() {
        return new EventLog(new FileOutputStream(FileDescriptor.out));
    }

    public static EventLog of(Path file) {
        try {
            return new EventLog(new FileOutputStream(file.toFile(), true));
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Now, in microseconds of the steady clock, as it stands in the logs. */
    public static long now() {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
    }

    /** @param event its kind, and its facts as {@code name=value} */
    public void say(String event) {
        synchronized (this) {
            byte[] bytes = (event + " at=" + now() + '\n').getBytes(StandardCharsets.UTF_8);
            try {
                out.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public void say(String kind, JobContext job) {
        say(kind + " id=" + job.jobId() + " fence=" + job.fence() + " attempt=" + job.attempt());
    }
}
