package dev.baton.bench.cost;

import dev.baton.Baton;
import dev.baton.Worker;
import dev.baton.WorkerBuilder;
import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Order;
import dev.baton.bench.lab.Processor;
import dev.baton.bench.lab.Readings;
import dev.baton.bench.lab.ServerInfo;
import dev.baton.bench.lab.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What many queues cost in which nothing happens: one worker waits on all of them. */
public final class IdleTrial implements Trial {
    private final int queues;
    private final int seconds;

    public IdleTrial(int queues, int seconds) {
        this.queues = queues;
        this.seconds = seconds;
    }

    @Override
    public String name() {
        return "idle, " + queues + " queues for " + seconds + " s";
    }

    @Override
    public void run(Lab lab, Readings readings) throws InterruptedException {
        List<String> names = new ArrayList<>();
        try (Baton baton = lab.connect()) {
            WorkerBuilder builder = baton.worker().concurrency(16).handle(Order.TYPE, (order, context) -> null);
            for (int i = 0; i < queues; i++) {
                String name = lab.newQueue("idle");
                names.add(name);
                builder.queue(name, options -> options.concurrency(1));
            }
            try (Worker worker = builder.start()) {
                // Every queue has connected and found nothing, and what was made for that is compiled.
                TimeUnit.SECONDS.sleep(2 + seconds / 4);
                ServerInfo before = ServerInfo.read(lab.redis());
                long cpuBefore = Processor.nanos();
                long began = System.nanoTime();
                TimeUnit.SECONDS.sleep(seconds);
                double micros = (System.nanoTime() - began) / 1e3;
                ServerInfo after = ServerInfo.read(lab.redis());
                readings.note("idle.redis", "% of a core", 100 * (after.cpuMicros() - before.cpuMicros()) / micros);
                readings.note("idle.jvm", "% of a core", 100 * (Processor.nanos() - cpuBefore) / 1e3 / micros);
                readings.note("idle.commands", "commands/s", 1e6 * (after.commands() - before.commands()) / micros);
                worker.stop();
            }
        } finally {
            names.forEach(lab::remove);
        }
    }
}
