package dev.baton.bench;

import dev.baton.Baton;

/** How much memory of Redis a waiting job takes: what INFO says, before and after. */
final class MemoryTrial implements Trial {
    private final int jobs;

    MemoryTrial(int jobs) {
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
