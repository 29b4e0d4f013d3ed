package dev.baton.examples.demo;

import dev.baton.Baton;
import dev.baton.embedded.RedisServer;
import dev.baton.worker.program.UsageException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Redis of a run, and the queue in it: a server of the run's own, or somebody's, in which nothing is left behind. */
final class DemoRedis implements AutoCloseable {
    private final String uri;
    private final @Nullable RedisServer own;
    private final String queue;
    private final boolean keep;
    private final Baton baton;
    private final QueueKeys keys;

    private DemoRedis(String uri, @Nullable RedisServer own, String queue, boolean keep) {
        this.uri = uri;
        this.own = own;
        this.queue = queue;
        this.keep = keep;
        baton = connect(uri);
        keys = new QueueKeys(uri, queue);
    }

    /**
     * @param keep whether the queue's keys stay in a Redis that is not the run's own
     * @throws UsageException if the URI is none
     */
    static DemoRedis open(Optional<String> uri, boolean keep) {
        if (uri.isPresent()) {
            // A name that no run has had before: nothing is met that is not ours.
            String queue = "demo-" + Long.toString(System.currentTimeMillis(), 36) + "-"
                    + ProcessHandle.current().pid();
            return new DemoRedis(uri.get(), null, queue, keep);
        }
        var server = RedisServer.builder().inMemory().start();
        boolean opened = false;
        try {
            var redis = new DemoRedis(server.uri(), server, "demo", true);
            opened = true;
            return redis;
        } finally {
            if (!opened) {
                server.close();
            }
        }
    }

    private static Baton connect(String uri) {
        try {
            return Baton.connect(uri);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    Baton baton() {
        return baton;
    }

    QueueKeys keys() {
        return keys;
    }

    String queue() {
        return queue;
    }

    /** With secrets. */
    String uri() {
        return uri;
    }

    /** Without secrets. */
    String address() {
        String text = baton.toString();
        return text.substring(text.indexOf('[') + 1, text.length() - 1);
    }

    String description() {
        return own == null
                ? address() + ", queue " + queue
                : address() + " (Redis " + own.version() + " of the demo's own, in memory)";
    }

    /** The start of a command line that looks into it. */
    String cli() {
        return own == null ? "redis-cli -u " + address() : "redis-cli -p " + own.port();
    }

    @Override
    public void close() {
        try (baton;
                keys) {
            if (!keep) {
                keys.removeAll();
            }
        } finally {
            if (own != null) {
                own.close();
            }
        }
    }
}
