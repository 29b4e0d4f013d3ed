package dev.baton.worker;

import dev.baton.store.Claim;
import dev.baton.store.Ending;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last endings of a lane that were recorded: if Redis is rolled back, entries reappear that were finished long ago, and
 * then their outcome is repeated instead of their work; and of two adoptions that overlap, the later may bring what the
 * earlier one brought and a handler has ended since. Keeps what a repetition says and nothing else, and the oldest are
 * forgotten: beyond {@value #KEPT} endings, or {@value #BYTES_KEPT} bytes of results and failures. Thread-safe.
 */
final class Settled {
    static final int KEPT = 4096;
    static final int BYTES_KEPT = 4 << 20;

    private static final byte[] NO_RECORD = {};

    private final Map<String, Ending> byEntry = new LinkedHashMap<>();
    private long bytes;

    void add(Ending ending) {
        Ending kept = withoutRecord(ending);
        synchronized (this) {
            Ending before = byEntry.put(kept.claim().entry(), kept);
            bytes += told(kept) - (before == null ? 0 : told(before));
            Iterator<Ending> oldest = byEntry.values().iterator();
            while (byEntry.size() > KEPT || bytes > BYTES_KEPT) {
                bytes -= told(oldest.next());
                oldest.remove();
            }
        }
    }

    /** The ending of an entry, if it was recorded lately. */
    synchronized @Nullable Ending find(String entry) {
        return byEntry.get(entry);
    }

    private static int told(Ending ending) {
        if (ending instanceof Ending.Complete complete) {
            byte[] result = complete.result();
            return result == null ? 0 : result.length;
        } else if (ending instanceof Ending.Retry retry) {
            return retry.failure().length;
        } else if (ending instanceof Ending.Bury bury) {
            return bury.failure().length;
        }
        return 0;
    }

    private static Ending withoutRecord(Ending ending) {
        Claim of = ending.claim();
        Claim claim = new Claim(
                of.lane(),
                of.id(),
                of.entry(),
                NO_RECORD,
                of.failures(),
                of.crashes(),
                of.tried(),
                of.claimedAtMillis());
        if (ending instanceof Ending.Complete complete) {
            return new Ending.Complete(claim, complete.result(), complete.note(), complete.chosenId());
        } else if (ending instanceof Ending.Retry retry) {
            return new Ending.Retry(claim, retry.delay(), retry.failure());
        } else if (ending instanceof Ending.Snooze snooze) {
            return new Ending.Snooze(claim, snooze.delay());
        } else if (ending instanceof Ending.Bury bury) {
            return new Ending.Bury(claim, bury.reason(), bury.failure(), bury.counted());
        } else if (ending instanceof Ending.Concede concede) {
            return new Ending.Concede(claim, concede.reason());
        }
        return new Ending.Release(claim);
    }
}
