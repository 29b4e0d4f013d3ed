package dev.baton.worker;

import dev.baton.JobContext.Stop;
import dev.baton.Worker;
import dev.baton.WorkerHost;
import dev.baton.WorkerStats;
import dev.baton.store.Signal;
import dev.baton.store.Signals.Subscription;
import dev.baton.store.Store;
import dev.baton.worker.WorkerSettings.QueueSettings;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker at work: its queues, its handlers, its duties, and its orderly end. */
final class RunningWorker implements Worker {
    private static final Logger log = LoggerFactory.getLogger(RunningWorker.class);
    private static final Duration RECLAIM = Duration.ofSeconds(1);
    private static final Duration PURGE = Duration.ofSeconds(1);
    private static final Duration FAIRNESS = Duration.ofMillis(500);
    private static final Duration UTILISATION = Duration.ofSeconds(10);
    private static final Duration WATCHDOG = Duration.ofSeconds(1);
    private static final Duration SALVAGE = Duration.ofMillis(500);
    private static final Duration JANITOR = Duration.ofHours(1);
    private static final Duration FIRST_JANITOR = Duration.ofMinutes(1);
    /** At the end, claims that are under way get so long to be answered. */
    private static final Duration LAST_CLAIMS = Duration.ofSeconds(1);
    /** After their interrupt, handlers get so long to end; and outcomes so long to be recorded. */
    private static final Duration LAST_MOMENTS = Duration.ofSeconds(5);

    private final WorkerSettings settings;
    private final Store store;
    private final Ticker ticker = new Ticker("baton-ticker");
    private final WorkerParts parts;
    private final Dispatcher dispatcher;
    private final Map<String, QueueRunner> queues = new LinkedHashMap<>();
    private final Report report;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final Object stopLock = new Object();
    private @Nullable Boolean stopped;

    private RunningWorker(WorkerHost host, WorkerSettings settings, Handlers handlers) {
        this.settings = settings;
        this.store = host.store();
        SecureRandom random = new SecureRandom();
        this.parts = new WorkerParts(
                host,
                settings,
                ticker,
                new Tally(),
                new Events(settings.listener()),
                new Stillness(),
                () -> Incarnation.newName(random));
        Judgement judgement = new Judgement(host.codec(), Clock.systemUTC(), jitter());
        this.dispatcher = new Dispatcher(
                settings.concurrency(),
                settings.maxCrashes() - 1,
                HandlerThreads.of(settings.threads()),
                new Run(host.codec(), handlers, judgement, parts),
                new Conductor());
        for (QueueSettings queue : settings.queues()) {
            dispatcher.addQueue(queue.name(), queue.concurrency(), queue.weight());
            queues.put(queue.name(), new QueueRunner(queue, parts, dispatcher));
        }
        this.report = new Report(
                store.inspection(),
                List.copyOf(queues.keySet()),
                parts.tally(),
                settings.concurrency(),
                !settings.report().isZero());
    }

    static RunningWorker start(WorkerHost host, WorkerSettings settings, Handlers handlers) {
        RunningWorker worker = new RunningWorker(host, settings, handlers);
        try {
            worker.join();
        } catch (RuntimeException e) {
            worker.abandon();
            throw e;
        }
        worker.work();
        return worker;
    }

    private static RandomGenerator jitter() {
        SplittableRandom seeds = new SplittableRandom();
        ThreadLocal<SplittableRandom> own = ThreadLocal.withInitial(() -> {
            synchronized (seeds) {
                return seeds.split();
            }
        });
        return () -> own.get().nextLong();
    }

    private void join() {
        String name = parts.names().get();
        for (QueueRunner queue : queues.values()) {
            queue.join(name);
        }
    }

    private void abandon() {
        ticker.close();
        parts.events().close();
        for (QueueRunner queue : queues.values()) {
            CompletableFuture<Void> unused = queue.leave();
        }
    }

    private void work() {
        List<Ticker.Duty> purges = new ArrayList<>();
        List<Ticker.Duty> fairness = new ArrayList<>();
        List<Ticker.Duty> watchdogs = new ArrayList<>();
        List<Ticker.Duty> salvages = new ArrayList<>();
        // Each walks over all keys of the server, so those of a thousand queues must not all do so in the same minute.
        Duration firstJanitor = shortest(JANITOR, FIRST_JANITOR.multipliedBy(1 + queues.size() / 50));
        for (QueueRunner queue : queues.values()) {
            Reclaimer reclaimer = new Reclaimer(
                    queue.name(),
                    store.sweeps(),
                    settings.maxCrashes(),
                    settings.expiry(),
                    ticker::nanos,
                    parts.tally());
            Heartbeat heartbeat = new Heartbeat(queue, reclaimer::heard);
            Janitor janitor = new Janitor(queue.name(), store.sweeps(), reclaimer);
            purges.add(new Purger(queue.name(), store.sweeps(), settings.retention(), parts.tally())::passIfNeeded);
            fairness.add(new Fairness(queue, dispatcher)::pass);
            watchdogs.add(queue::watch);
            salvages.add(new Salvage(queue, reclaimer)::pass);
            String of = " of queue " + queue.name();
            ticker.every("heartbeat" + of, settings.heartbeat(), heartbeat::pass);
            ticker.every("reclaim" + of, shortest(RECLAIM, settings.heartbeat()), reclaimer::passIfNeeded);
            ticker.after(Ticker.fullJitter(firstJanitor), janitor::pass);
            ticker.every("janitor" + of, JANITOR, janitor::pass);
            subscriptions.add(store.signals().onWake(queue.name(), signal -> hinted(queue, heartbeat, signal)));
            ticker.after(Duration.ZERO, heartbeat::pass); // learns at once of the next due time and of a pause
            queue.fetch();
        }
        ticker.everyTogether("purge", PURGE, purges);
        ticker.everyTogether("fairness", FAIRNESS, fairness);
        ticker.everyTogether("watchdog", WATCHDOG, watchdogs);
        ticker.everyTogether("salvage", SALVAGE, salvages);
        // Without a line in the log, too: somebody may ask how busy the handlers are.
        ticker.every("report", settings.report().isZero() ? UTILISATION : settings.report(), report::pass);
    }

    private static Duration shortest(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private void hinted(QueueRunner queue, Heartbeat heartbeat, Signal signal) {
        if (signal instanceof Signal.Due due) {
            queue.promoter().expectAt(due.dueMillis());
        } else if (signal instanceof Signal.Changed) {
            ticker.after(Duration.ZERO, heartbeat::pass);
        }
    }

    @Override
    public String name() {
        for (QueueRunner queue : queues.values()) {
            Life life = queue.life();
            if (life != null) {
                return life.incarnation().name();
            }
        }
        return "(joining)";
    }

    @Override
    public WorkerStats stats() {
        return parts.tally().stats(dispatcher.running(), report.utilisation());
    }

    @Override
    public List<QueueHealth> health() {
        return queues.values().stream().map(QueueRunner::health).toList();
    }

    @Override
    public boolean stop() {
        return stop(settings.grace());
    }

    @Override
    public boolean stop(Duration grace) {
        WorkerSetup.requireGrace(grace);
        synchronized (stopLock) {
            if (stopped == null) {
                stopped = end(grace);
            }
            return stopped;
        }
    }

    @Override
    public void close() {
        stop();
    }

    private boolean end(Duration grace) {
        long began = System.nanoTime();
        queues.values().forEach(QueueRunner::stopClaiming);
        giveBack(dispatcher.close());
        // What the last claims bring goes back too, and behind what was claimed before.
        awaitStill(QueueRunner::isClaimless, LAST_CLAIMS);
        queues.values().forEach(QueueRunner::sendBack);
        boolean inTime = awaitIdle(grace.minusNanos(System.nanoTime() - began));
        if (!inTime) {
            List<Held> late = queues.values().stream()
                    .flatMap(queue -> queue.running().stream())
                    .toList();
            log.info("{} handlers are still running after the grace period of {}: interrupted", late.size(), grace);
            late.forEach(held -> held.stop(Stop.SHUTDOWN));
            if (!awaitIdle(LAST_MOMENTS)) {
                queues.values().stream()
                        .flatMap(queue -> queue.running().stream())
                        .forEach(held -> log.warn(
                                "The handler of job {} in queue {} ignores its interrupt: its claim stays, and is taken back when"
                                        + " the heartbeat has expired",
                                held.claim().id(),
                                held.queue()));
            }
        }
        flush();
        leave();
        ticker.close();
        parts.events().close();
        return inTime;
    }

    private boolean awaitIdle(Duration time) {
        try {
            return dispatcher.awaitIdle(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits until the outcomes are recorded; what cannot be recorded in time is reclaimed by others later. */
    private void flush() {
        boolean still = awaitStill(QueueRunner::isStill, LAST_MOMENTS);
        queues.values().forEach(QueueRunner::leaveSoon);
        if (!still || !awaitStill(QueueRunner::isStill, LAST_CLAIMS)) {
            log.warn("Not every outcome could be recorded before the end; those jobs will run again");
        }
    }

    private boolean awaitStill(Predicate<QueueRunner> still, Duration most) {
        try {
            return parts.stillness().await(() -> queues.values().stream().allMatch(still), most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void leave() {
        subscriptions.forEach(Subscription::close);
        List<CompletableFuture<Void>> goodbyes =
                queues.values().stream().map(QueueRunner::leave).toList();
        try {
            CompletableFuture.allOf(goodbyes.toArray(CompletableFuture[]::new))
                    .get(LAST_MOMENTS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            log.warn("The goodbye did not reach Redis; the heartbeat will expire instead: {}", e.toString());
        }
    }

    private void giveBack(List<Held> withdrawn) {
        for (QueueRunner queue : queues.values()) {
            queue.giveBack(withdrawn.stream()
                    .filter(held -> held.queue().equals(queue.name()))
                    .toList());
        }
    }

    /** Has all queues work together: quiet for a job that runs alone, and none asleep while a slot is free. */
    private final class Conductor implements Dispatcher.Listener {
        @Override
        public void quietBegins(List<Held> withdrawn) {
            for (QueueRunner queue : queues.values()) {
                Life life = queue.life();
                if (life != null) {
                    life.idle().unblock();
                }
            }
            giveBack(withdrawn);
        }

        @Override
        public boolean holdsNothingElse() {
            return queues.values().stream().mapToInt(QueueRunner::held).sum() <= 1;
        }

        @Override
        public void quietEnds() {
            queues.values().forEach(QueueRunner::nudge);
        }

        @Override
        public void slotIsFree() {
            queues.values().forEach(QueueRunner::fetch);
        }
    }
}
