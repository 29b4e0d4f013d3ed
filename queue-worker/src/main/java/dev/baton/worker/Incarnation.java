package dev.baton.worker;

import dev.baton.store.Lane;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * One life of a worker in one queue: a name that is never used again, the calls it has made, and when it last proved that
 * it lives. Thread-safe.
 */
final class Incarnation {
    /** Looked up once: it may ask a name server, and a new name may be needed on a thread that must not wait. */
    private static final String HOST = host();

    private final String name;
    private final LongSupplier nanos;
    private final long surelyNanos;
    private final AtomicLong calls = new AtomicLong();
    private final Set<String> openCalls = ConcurrentHashMap.newKeySet();
    private volatile long lastBeatSentNanos;
    private volatile boolean expired;
    private boolean ending;

    /** @param joinSentNanos what {@code nanos} showed when the join was sent */
    Incarnation(String name, Duration expiry, LongSupplier nanos, long joinSentNanos) {
        this.name = name;
        this.nanos = nanos;
        // A margin for the way to Redis and for its rounding: a tenth, at most a second.
        long margin = Math.min(expiry.toNanos() / 10, Duration.ofSeconds(1).toNanos());
        this.surelyNanos = expiry.toNanos() - margin;
        this.lastBeatSentNanos = joinSentNanos;
    }

    /** A new name: host, pid and 40 random bits, in the grammar of names. */
    static String newName(SecureRandom random) {
        String tail = String.format(
                Locale.ROOT, "-%d-%010x", ProcessHandle.current().pid(), random.nextLong() & 0xffffffffffL);
        return HOST.substring(0, Math.min(HOST.length(), 128 - tail.length())) + tail;
    }

    private static String host() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown-host"; // only for people; the random part makes it unique
        }
        return host.replaceAll("[^A-Za-z0-9._-]", "-");
    }

    String name() {
        return name;
    }

    Lane lane(String queue, int number) {
        return new Lane(queue, name, number);
    }

    /** The name of a claim that is about to be sent: from now on it is open, and adoption leaves its entries alone. */
    String openCall() {
        String call = Long.toString(calls.incrementAndGet(), 36);
        openCalls.add(call);
        return call;
    }

    /** The claim was answered, and its entries are known; or its answer is lost, and adoption may look for them. */
    void closeCall(String call) {
        openCalls.remove(call);
    }

    boolean isOpen(String call) {
        return openCalls.contains(call);
    }

    int openCalls() {
        return openCalls.size();
    }

    /** Whether a claim or an adoption may still bring something. */
    boolean hasOpenCalls() {
        return !openCalls.isEmpty();
    }

    synchronized void beatAnswered(long sentNanos) {
        if (sentNanos - lastBeatSentNanos > 0) { // a repeated beat may be answered after a younger one
            lastBeatSentNanos = sentNanos;
        }
        notifyAll();
    }

    /** The worker ends: nobody waits for a heartbeat any more. */
    synchronized void end() {
        ending = true;
        notifyAll();
    }

    synchronized void expire() {
        expired = true;
        notifyAll();
    }

    /**
     * Waits until the incarnation is surely live: at once as a rule, else for the overdue heartbeat.
     *
     * @return false if it has expired, the worker ends, or the thread was interrupted
     */
    boolean awaitSurelyLive() {
        if (isSurelyLive()) {
            return true;
        }
        synchronized (this) {
            while (!isSurelyLive()) {
                if (expired || ending) {
                    return false;
                }
                try {
                    wait(1000);
                } catch (InterruptedException e) {
                    return false;
                }
            }
            return true;
        }
    }

    boolean isExpired() {
        return expired;
    }

    /** Whether no reclaimer can have taken anything yet: measured from the sending of the last answered heartbeat. */
    boolean isSurelyLive() {
        return !expired && nanos.getAsLong() - lastBeatSentNanos < surelyNanos;
    }
}
