package dev.baton;

import java.time.Duration;

/**
 * Counters of one worker since its start.
 *
 * @param claimed jobs taken, adopted ones included
 * @param done jobs whose completion was recorded
 * @param retried failed attempts that will be tried again
 * @param dead jobs buried by this worker
 * @param cancelled jobs that ended cancelled in this worker's hand
 * @param snoozed jobs put off, uncounted
 * @param released jobs given back, uncounted
 * @param lost claims that turned out to be no longer this worker's
 * @param adopted entries of its own lists that it took up
 * @param reclaimed jobs it took back from dead workers
 * @param salvaged bare ids it took back from dead workers
 * @param promoted due jobs it made pending
 * @param purged finished jobs it removed
 * @param leaked handler threads that ignored their interrupt and still run
 * @param running handlers running now
 * @param p50 median of enqueue → done over the last minute, by the clock of Redis; zero if nothing was done
 * @param p99 the same, 99th percentile
 * @param utilisation share of the handler slots that were busy over the last report interval, or without reports over the last 10 s;
 *     0 to 1
 */
public record WorkerStats(
        long claimed,
        long done,
        long retried,
        long dead,
        long cancelled,
        long snoozed,
        long released,
        long lost,
        long adopted,
        long reclaimed,
        long salvaged,
        long promoted,
        long purged,
        int leaked,
        int running,
        Duration p50,
        Duration p99,
        double utilisation) {}
