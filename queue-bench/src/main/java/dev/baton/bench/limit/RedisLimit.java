package dev.baton.bench.limit;

import dev.baton.bench.lab.Lab;
import dev.baton.bench.lab.Readings;
import dev.baton.bench.lab.Trial;
import java.io.IOException;

/**
 * What Redis alone does on this machine, without any queue: pipelines of 64 of the commands that a naive queue would
 * need. Every figure of the queue is shown as a ratio to one of these.
 */
public final class RedisLimit implements Trial {
    public static final String LPUSH = "limit.lpush";
    public static final String ENQUEUE = "limit.enqueue";
    public static final String STEP = "limit.step";

    private final int commands;

    public RedisLimit(int commands) {
        this.commands = commands;
    }

    @Override
    public String name() {
        return "Redis alone";
    }

    @Override
    public void run(Lab lab, Readings readings) throws IOException, InterruptedException {
        String queue = lab.newQueue("limit");
        String pending = "baton:{" + queue + "}:pending";
        String hand = "baton:{" + queue + "}:processing:w";
        String status = "baton:{" + queue + "}:job:__rand_int__:status";
        PipelinedCommands pipeline = PipelinedCommands.on(lab, commands);
        try {
            double lpush = pipeline.perSecond("LPUSH", pending, "01J00000000000000000000000");
            double set = pipeline.perSecond("SET", status, "pending");
            double lmove = pipeline.perSecond("LMOVE", pending, hand, "RIGHT", "LEFT");
            double lrem = pipeline.perSecond("LREM", hand, "-1", "01J00000000000000000000000");
            double setEx = pipeline.perSecond("SET", status, "done", "EX", "86400");
            readings.note(LPUSH, "commands/s", lpush);
            readings.note(ENQUEUE, "jobs/s", 1 / (1 / lpush + 1 / set));
            readings.note(STEP, "jobs/s", 1 / (1 / lmove + 1 / set + 1 / lrem + 1 / setEx));
        } finally {
            lab.remove(queue);
        }
    }
}
