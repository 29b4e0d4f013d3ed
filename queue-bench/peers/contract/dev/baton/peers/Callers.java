package dev.baton.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that call again and again, each waiting for its own answer. */
public final class Callers {
    private Callers() {}

    /** One call, which returns when the answer is there. */
    public interface Call {
        void with(int number) throws Exception;
    }

    /** Makes calls numbered from 0. @return the seconds from the first call to the last answer */
    public static double make(int calls, int threads, Call call) throws Exception {
        AtomicInteger next = new AtomicInteger();
        Callable<Void> caller = () -> {
            for (int number = next.getAndIncrement(); number < calls; number = next.getAndIncrement()) {
                call.with(number);
            }
            return null;
        };
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> callers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                callers.add(caller);
            }
            long began = System.nanoTime();
            for (Future<Void> finished : executor.invokeAll(callers)) {
                finished.get();
            }
            return (System.nanoTime() - began) / 1e9;
        } finally {
            executor.shutdownNow();
        }
    }
}
