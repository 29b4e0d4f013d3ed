package dev.baton.bench.lab;

import java.lang.management.ManagementFactory;

/** The processor time that this JVM has used. */
public final class Processor {
    private Processor() {}

    public static long nanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
