package dev.baton.model;

import java.time.Duration;

/**
 * What a durable enqueue waits for, beyond the memory of the primary: that other servers have the jobs, or that disks do.
 * The more it waits for, the less a failover or a power cut can take away again, and the longer an enqueue takes: about a
 * round trip to the replicas, and for disks up to a second, since Redis writes them through once a second by default.
 * Immutable.
 */
public final class Durability {
    /** How long is waited unless {@link #within} says otherwise. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(5);

    private static final Duration LONGEST_PATIENCE = Duration.ofHours(1);
    private static final int MOST_REPLICAS = 1000;

    private final boolean fsync;
    private final int replicas;
    private final Duration patience;

    private Durability(boolean fsync, int replicas, Duration patience) {
        this.fsync = fsync;
        this.replicas = replicas;
        this.patience = patience;
    }

    /**
     * At least so many replicas have received the jobs (WAIT), 1 to 1000. A failover to one of those does not lose them;
     * which one is promoted is for Sentinel or the cluster to decide, so give all but one of them to be sure.
     */
    public static Durability replicas(int least) {
        return new Durability(false, requireReplicas(least), DEFAULT_PATIENCE);
    }

    /** The primary has the jobs on disk (WAITAOF): needs Redis 7.2 or later, or Valkey, with {@code appendonly yes}. */
    public static Durability fsync() {
        return new Durability(true, 0, DEFAULT_PATIENCE);
    }

    /** Besides, at least so many replicas have them on disk as well, 1 to 1000; needs {@link #fsync}. */
    public Durability andReplicas(int least) {
        if (!fsync) {
            throw new IllegalStateException("Only fsync() takes replicas besides: " + this + " counts them already");
        }
        return new Durability(true, requireReplicas(least), patience);
    }

    /**
     * How long is waited for that, counted in Redis, 1 ms to 1 h; default 5 s. Too short, and a replica that is merely busy
     * leaves jobs unconfirmed that are safe a moment later; too long, and callers hang while a replica is away.
     */
    public Durability within(Duration time) {
        if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(LONGEST_PATIENCE) > 0) {
            throw new IllegalArgumentException("The time for durability " + time + " is not allowed: use 1 ms to 1 h");
        }
        return new Durability(fsync, replicas, time);
    }

    private static int requireReplicas(int least) {
        if (least < 1 || least > MOST_REPLICAS) {
            throw new IllegalArgumentException(least + " replicas are not allowed: use 1 to " + MOST_REPLICAS);
        }
        return least;
    }

    /** Whether disks are waited for. */
    public boolean isFsync() {
        return fsync;
    }

    /** How many replicas are waited for: for their memory, or with {@link #isFsync} for their disks. */
    public int replicas() {
        return replicas;
    }

    /** How long is waited. */
    public Duration patience() {
        return patience;
    }

    /** Whether this is enough. */
    public boolean isMetBy(Reached reached) {
        return reached.replicas() >= replicas && (!fsync || reached.fsync());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Durability same
                && fsync == same.fsync
                && replicas == same.replicas
                && patience.equals(same.patience);
    }

    @Override
    public int hashCode() {
        return (fsync ? 31 : 0) + 62 * replicas + patience.hashCode();
    }

    @Override
    public String toString() {
        return "Durability[" + (fsync ? "fsync, " : "") + replicas + " replicas, within " + patience + "]";
    }

    /**
     * How far the jobs had come when the wait ended.
     *
     * @param fsync whether the primary has them on disk; false too when nobody asked for it
     * @param replicas how many replicas have them: in memory, or on disk if disks were asked for
     */
    public record Reached(boolean fsync, int replicas) {}
}
