package dev.baton.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.baton.Baton;
import dev.baton.JobHandle;
import dev.baton.embedded.RedisServer;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import dev.baton.worker.faults.Work.Deed;
import dev.baton.worker.faults.Work.Receipt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Somebody empties the script cache all the time. */
@WithRedis
@Timeout(300)
class ScriptFlushTest {
    private static final String QUEUE = "flushed";
    private static final int PRODUCERS = 4;
    private static final int EACH = 500;

    @TempDir
    Path directory;

    @Test
    void nobodyNoticesThatScriptsAreForgotten(RedisServer server, RawRedis redis) throws Exception {
        Path log = directory.resolve("log");
        var flushes = new AtomicInteger();
        var logged = new ListAppender<ILoggingEvent>();
        var logger = (Logger) LoggerFactory.getLogger("dev.baton");
        logged.start();
        logger.addAppender(logged);
        var threads = Executors.newScheduledThreadPool(PRODUCERS + 1);
        var ids = new ArrayList<String>();
        try (var flusher = RawRedis.connect(new RedisUri(server.uri()));
                var baton = Baton.connect(server.uri());
                var worker = FaultWorker.start(
                        WorkerPlan.of(server.uri(), QUEUE)
                                .concurrency(8)
                                .heartbeat(Duration.ofMillis(300), Duration.ofMinutes(5)),
                        log)) {
            var flushing = threads.scheduleWithFixedDelay(
                    () -> {
                        flusher.call("SCRIPT", "FLUSH");
                        flushes.incrementAndGet();
                    },
                    0,
                    2,
                    TimeUnit.MILLISECONDS);
            var producers = new ArrayList<Callable<List<JobHandle<Receipt>>>>();
            for (int i = 0; i < PRODUCERS; i++) {
                producers.add(() -> produce(baton));
            }
            var jobs = new ArrayList<JobHandle<Receipt>>();
            for (var produced : threads.invokeAll(producers)) {
                jobs.addAll(produced.get());
            }
            for (JobHandle<Receipt> job : jobs) {
                ids.add(job.id());
                job.await(Duration.ofSeconds(60));
            }
            assertThat(flushing.isDone()).as("the flushing has failed").isFalse();
            flushing.cancel(false);
            assertThat(worker.stats().lost()).isZero();
        } finally {
            threads.shutdownNow();
            logger.detachAppender(logged);
        }
        assertThat(Audit.atRest(redis, QUEUE, ids)).isEmpty();
        assertThat(Ledger.of(List.of(Event.read(log))).repeated("effect")).isEmpty();
        assertThat(logged.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .isEmpty();
        assertThat(flushes.get()).isGreaterThan(20);
        System.out.printf("SCRIPT FLUSH %d times during %d jobs: all done once%n", flushes.get(), ids.size());
    }

    private static List<JobHandle<Receipt>> produce(Baton baton) {
        var jobs = new ArrayList<JobHandle<Receipt>>();
        for (int i = 0; i < EACH; i++) {
            var work = new Work(i % 10 == 0 ? Deed.FAIL_ONCE : Deed.DO, 0);
            jobs.add(baton.queue(QUEUE).enqueue(Work.TYPE, work));
        }
        return jobs;
    }
}
