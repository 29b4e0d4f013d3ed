package dev.baton.bench.cost;

import dev.baton.Baton;
import dev.baton.bench.lab.Backlog;
import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Readings;
import dev.baton.bench.lab.ServerInfo;
import dev.baton.bench.lab.Trial;

/** How much memory of Redis a waiting job takes: what INFO says, before and after. */
public final class MemoryTrial implements Trial {
    private final int jobs;

    public MemoryTrial(int jobs) {
        this.jobs = jobs;
    }

    @Override
    public String name() {
        return "memory, " + jobs + " pending jobs";
    }

    @Override
    public void run(Lab lab, Readings readings) {
        String queue = lab.newQueue("memory");
        try (Baton baton = lab.connect()) {
            baton.queue(queue).stats(); // connected, before the memory is read
            double before = ServerInfo.read(lab.redis()).number("used_memory");
            Backlog.fill(baton, queue, jobs);
            double after = ServerInfo.read(lab.redis()).number("used_memory");
            readings.note("memory.pending", "bytes/job", (after - before) / jobs);
        } finally {
            lab.remove(queue);
        }
    }
}
