package dev.baton.worker.program;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first SIGTERM, SIGINT or SIGHUP asks a program to stop, the second one ends it at once. The JVM's own handling
 * would exit with 143 after a clean stop and swallow the second signal.
 *
 * <p>{@code sun.misc.Signal} is the only way there is in Java; it is reached by reflection, because javac warns of every
 * mention of it and cannot be told not to.
 */
public final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final List<String> NAMES = List.of("TERM", "INT", "HUP");
    /** They are a matter of milliseconds; this is only for a machine that is stuck. */
    private static final long LAST_WORDS_MILLIS = 3_000;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicInteger seen = new AtomicInteger();
    private final Runnable lastWords;
    private volatile int first;

    private Signals(Runnable lastWords) {
        this.lastWords = lastWords;
    }

    /**
     * Takes the three signals for itself, those left out that this process was told to ignore (nohup, a shell's
     * background).
     *
     * @param lastWords what must be done even when leaving at once; it must not wait for anything
     */
    public static Signals install(Runnable lastWords) {
        var signals = new Signals(lastWords);
        for (String name : NAMES) {
            signals.handle(name);
        }
        return signals;
    }

    /** Waits for the first signal. */
    public void await() throws InterruptedException {
        asked.await();
    }

    /** Whether the first signal has come. */
    public boolean isAsked() {
        return asked.getCount() == 0;
    }

    /**
     * To be called when the orderly end is reached. Does not return once the second signal has come: the process is
     * being ended then, and because its last words end what the orderly end waits for, that one is about to win.
     */
    public synchronized void ended() {
        asked.countDown();
    }

    /** The exit code that tells of the first signal, 128 and its number; 0 before it came. */
    public int exitCode() {
        int number = first;
        return number == 0 ? 0 : 128 + number;
    }

    private void handle(String name) {
        try {
            Class<?> signalClass = Class.forName("sun.misc.Signal");
            Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
            Object signal = signalClass.getConstructor(String.class).newInstance(name);
            int number = (int) signalClass.getMethod("getNumber").invoke(signal);
            Object handler = Proxy.newProxyInstance(
                    handlerClass.getClassLoader(), new Class<?>[] {handlerClass}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            onSignal(number);
                        }
                        return null;
                    });
            Method handle = signalClass.getMethod("handle", signalClass, handlerClass);
            Object before = handle.invoke(null, signal, handler);
            if (before == handlerClass.getField("SIG_IGN").get(null)) {
                handle.invoke(null, signal, before);
            }
        } catch (ReflectiveOperationException e) {
            // java -Xrs, or a JVM without these classes: then a signal ends the JVM as it always does, and other
            // workers take back the jobs after the expiry.
            Throwable why = e instanceof InvocationTargetException ? e.getCause() : e;
            LOG.warn("SIG{} cannot be handled here, so it ends the program at once: {}", name, String.valueOf(why));
        }
    }

    private void onSignal(int number) {
        if (seen.incrementAndGet() == 1) {
            first = number;
            asked.countDown();
        } else {
            leaveAtOnce(number);
        }
    }

    private synchronized void leaveAtOnce(int number) {
        var thread = new Thread(lastWords, "baton-last-words");
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(LAST_WORDS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().halt(128 + number);
        }
    }
}
