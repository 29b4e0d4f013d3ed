package dev.baton.bench.limit;

import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Rate;
import dev.baton.bench.lab.Readings;
import dev.baton.bench.lab.Trial;
import io.lettuce.core.LMoveArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The limit of latency: one thread pushes at the same rate, another blocks in BLMOVE, by the same driver, and no more. */
public final class BlmoveTrial implements Trial {
    private final String name;
    private final int perSecond;
    private final int moves;

    public BlmoveTrial(String name, int perSecond, int moves) {
        this.name = name;
        this.perSecond = perSecond;
        this.moves = moves;
    }

    @Override
    public String name() {
        return name + ", " + moves + " moves at " + perSecond + "/s";
    }

    @Override
    public void run(Lab lab, Readings readings) throws InterruptedException {
        String queue = lab.newQueue("blmove");
        String from = "baton:{" + queue + "}:pending";
        String to = "baton:{" + queue + "}:processing:w";
        Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        Rate rate = new Rate(perSecond);
        RedisClient client = RedisClient.create(lab.address());
        try (StatefulRedisConnection<String, String> pushing = client.connect();
                StatefulRedisConnection<String, String> moving = client.connect()) {
            Thread mover = new Thread(
                    () -> {
                        for (int i = 0; i < moves; i++) {
                            String number = moving.sync().blmove(from, to, LMoveArgs.Builder.rightLeft(), 30L);
                            latencies.recordValue(Math.max(0, rate.lateness(Long.parseLong(number))));
                        }
                    },
                    "bench-blmove");
            rate.begin();
            mover.start();
            for (int i = 0; i < moves; i++) {
                rate.awaitTurn(i);
                pushing.async().lpush(from, Integer.toString(i));
            }
            mover.join(TimeUnit.MINUTES.toMillis(1));
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
            lab.remove(queue);
        }
        readings.note(name + ".p50", "µs", latencies.getValueAtPercentile(50) / 1e3);
        readings.note(name + ".p99", "µs", latencies.getValueAtPercentile(99) / 1e3);
    }
}
