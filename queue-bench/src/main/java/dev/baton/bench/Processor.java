package dev.baton.bench;

import java.lang.management.ManagementFactory;

/** The processor time that this JVM has used. */
final class Processor {
    private Processor() {}

    static long nanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
