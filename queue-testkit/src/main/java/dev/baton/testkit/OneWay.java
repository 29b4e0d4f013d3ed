package dev.baton.testkit;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one connection: parcels go in at once and come out late, slowly, or when the way is open again. A
 * queue between, so that a delay costs latency and no throughput, as on a long wire.
 */
final class OneWay {
    /** Bounds what the proxy holds; a longer queue would hide back pressure. */
    private static final int MOST_PARCELS = 1024;

    private static final int SLICES_PER_SECOND = 100;

    private final Direction direction;
    private final Weather weather;
    private final Socket to;
    private final Delivery delivery;
    private final BlockingQueue<Parcel> parcels = new ArrayBlockingQueue<>(MOST_PARCELS);

    private record Parcel(
            long dueNanos, byte[] bytes, @Nullable Runnable ending) {}

    /** What happens at the far end of the way. */
    interface Delivery {
        /** Called before bytes are written: how many of them may pass. */
        int admit(int bytes);

        /** Called after they were; true if this was the end of the connection. */
        boolean ends();

        /** The receiver is gone. */
        void refused(IOException why) throws InterruptedException;
    }

    OneWay(Direction direction, Weather weather, Socket to, Delivery delivery) {
        this.direction = direction;
        this.weather = weather;
        this.to = to;
        this.delivery = delivery;
    }

    void send(byte[] bytes) throws InterruptedException {
        parcels.put(new Parcel(due(), bytes, null));
    }

    /** Runs this behind everything that was sent, and delivers nothing more. */
    void end(Runnable ending) throws InterruptedException {
        parcels.put(new Parcel(due(), new byte[0], ending));
    }

    /** Delivers until the end; the body of a thread. */
    void deliverAll() throws InterruptedException {
        try {
            while (true) {
                Parcel parcel = parcels.take();
                awaitTime(parcel.dueNanos());
                weather.awaitOpen(direction);
                if (parcel.ending() != null) {
                    parcel.ending().run();
                    return;
                }
                int admitted = delivery.admit(parcel.bytes().length);
                write(parcel.bytes(), admitted);
                if (delivery.ends()) {
                    return;
                }
            }
        } catch (IOException e) {
            delivery.refused(e);
        }
    }

    private void write(byte[] bytes, int length) throws IOException, InterruptedException {
        int written = 0;
        while (written < length) {
            long rate = weather.bytesPerSecond();
            int slice = rate == 0 ? length - written : (int) Math.min(length - written, 1 + rate / SLICES_PER_SECOND);
            to.getOutputStream().write(bytes, written, slice);
            written += slice;
            if (rate > 0) {
                awaitTime(System.nanoTime() + slice * 1_000_000_000L / rate);
            }
        }
    }

    private long due() {
        Duration delay = weather.delayOf(direction);
        return System.nanoTime() + delay.toNanos();
    }

    private static void awaitTime(long dueNanos) throws InterruptedException {
        long left = dueNanos - System.nanoTime();
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }
}
