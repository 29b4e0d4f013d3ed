package dev.baton.bench.limit;

import dev.baton.bench.lab.Lab;
import java.io.IOException;

/** Sends one command again and again, 64 to a pipeline over 50 connections, and tells how many a second Redis does. */
public interface PipelinedCommands {
    int PIPELINE = 64;
    int CONNECTIONS = 50;

    /** {@code __rand_int__} in a word stands for one of 100,000 numbers. */
    double perSecond(String... command) throws IOException, InterruptedException;

    /** Who measures, for people. */
    String describe();

    /** By redis-benchmark where it is on PATH, else by sockets of our own. */
    static PipelinedCommands on(Lab lab, int commands) {
        return RedisBenchmark.find(lab, commands).orElseGet(() -> new SocketPipelines(lab, commands));
    }
}
