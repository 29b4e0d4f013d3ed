package dev.baton.worker;

import dev.baton.WorkerBuilder.Threads;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes the threads that handlers run on. The bytecode is Java 17's, so virtual threads (JEP 444, Java 21) are reached
 * through a method handle.
 */
final class HandlerThreads {
    private HandlerThreads() {}

    static ThreadFactory of(Threads kind) {
        ThreadFactory virtual = kind == Threads.POOL ? null : virtualFactory();
        if (virtual != null) {
            return virtual;
        }
        if (kind == Threads.VIRTUAL) {
            throw new IllegalArgumentException("threads VIRTUAL is not possible on Java "
                    + Runtime.version().feature() + ": use 21 or later, or AUTO, or POOL");
        }
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "baton-handler-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private static @Nullable ThreadFactory virtualFactory() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builderType = Class.forName("java.lang.Thread$Builder");
            Class<?> virtualType = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle ofVirtual = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(virtualType));
            MethodHandle name = lookup.findVirtual(
                    builderType, "name", MethodType.methodType(builderType, String.class, long.class));
            MethodHandle factory =
                    lookup.findVirtual(builderType, "factory", MethodType.methodType(ThreadFactory.class));
            return (ThreadFactory) factory.invoke(name.invoke(ofVirtual.invoke(), "baton-handler-", 1L));
        } catch (ClassNotFoundException | NoSuchMethodException e) {
            return null; // a JVM before 21
        } catch (Throwable e) {
            throw new IllegalStateException("Virtual threads are there but cannot be made", e);
        }
    }
}
