package dev.baton.peers.conductor;

import dev.baton.bench.lab.ServerInfo;
import java.util.Map;

/** One thing that each peer does once a round, with the number of jobs of the run. Leaves keys behind for the lab. */
enum Measurement {
    ENQUEUE {
        @Override
        void run(PeerProcess peer, Lab lab, int jobs, int concurrency, Readings readings)
                throws PeerFailure, InterruptedException {
            int some = jobs / 10;
            double alone = peer.request("enqueue", lab.newQueue(), some, 1).get("seconds");
            double many = peer.request("enqueue", lab.newQueue(), some, CALLERS).get("seconds");
            readings.note("enqueue.one-thread", "jobs/s", peer.candidate(), some / alone);
            readings.note("enqueue." + CALLERS + "-threads", "jobs/s", peer.candidate(), some / many);
        }
    },

    /** The jobs that were enqueued in bulk are what is drained then. */
    BULK_AND_DRAIN {
        @Override
        void run(PeerProcess peer, Lab lab, int jobs, int concurrency, Readings readings)
                throws PeerFailure, InterruptedException {
            String queue = lab.newQueue();
            ServerInfo empty = lab.settledInfo();
            double bulk = peer.request("bulk", queue, jobs).get("seconds");
            ServerInfo full = lab.settledInfo();
            double drain = peer.request("drain", queue, jobs, concurrency).get("seconds");
            ServerInfo drained = lab.info();
            Candidate who = peer.candidate();
            readings.note("bulk.1000", "jobs/s", who, jobs / bulk);
            double bytes = full.number("used_memory") - empty.number("used_memory");
            readings.note("memory.pending", "bytes/job", who, bytes / jobs);
            readings.note("drain", "jobs/s", who, jobs / drain);
            readings.note("drain.commands", "commands/job", who, (drained.commands() - full.commands()) / jobs);
            readings.note("drain.redis", "µs/job", who, (drained.cpuMicros() - full.cpuMicros()) / jobs);
        }
    },

    LATENCY {
        @Override
        void run(PeerProcess peer, Lab lab, int jobs, int concurrency, Readings readings)
                throws PeerFailure, InterruptedException {
            Map<String, Double> micros = peer.request("latency", lab.newQueue(), jobs / 100, IDLE_RATE, concurrency);
            micros.forEach(
                    (name, value) -> readings.note("latency." + IDLE_RATE + "." + name, "µs", peer.candidate(), value));
        }
    };

    private static final int CALLERS = 16;
    /** Slow enough that a worker is idle before each job. */
    private static final int IDLE_RATE = 200;

    abstract void run(PeerProcess peer, Lab lab, int jobs, int concurrency, Readings readings)
            throws PeerFailure, InterruptedException;
}
