package dev.baton.bench.process;

import java.lang.management.ManagementFactory;

/** What this JVM holds. */
final class Heap {
    private Heap() {}

    /** Bytes that are left after a full collection: what is held, whatever garbage there was. */
    static long afterCollection() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
