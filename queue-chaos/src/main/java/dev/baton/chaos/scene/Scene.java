package dev.baton.chaos.scene;

import dev.baton.Baton;
import dev.baton.JobHandle;
import dev.baton.chaos.check.Checker;
import dev.baton.chaos.check.Invariant;
import dev.baton.chaos.check.Snapshot;
import dev.baton.chaos.check.Violation;
import dev.baton.chaos.log.EventLog;
import dev.baton.chaos.log.History;
import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.worker.Work;
import dev.baton.chaos.worker.Work.Receipt;
import dev.baton.chaos.worker.WorkerPlan;
import dev.baton.embedded.RedisServer;
import dev.baton.embedded.RedisServerBuilder;
import dev.baton.model.JobType;
import dev.baton.testkit.FaultProxy;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The stage of one run of a row: a Redis of its own, workers and producers in JVMs of their own, wires between them, and
 * the conductor's log of what was done. Used by one thread; closing it ends everything.
 */
public final class Scene implements AutoCloseable {
    private static final String QUEUE = "chaos";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration PATIENCE_WITH_SABOTAGE = Duration.ofSeconds(30);
    /** A block, the longest back-off, and a second, as the invariant says; and what a busy machine may take. */
    private static final Duration LIVELY = Duration.ofSeconds(5 + 5 + 1 + 6);

    private final Path directory;
    private final Random random;
    private final Cast cast;
    private final EventLog log;
    private final Duration patience;
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private @Nullable RedisServer server;
    private @Nullable String address;
    private @Nullable RawRedis raw;
    private @Nullable Baton baton;

    /** @param directory an empty one, for logs and data */
    public Scene(Path directory, long seed, Optional<Sabotage> sabotage) {
        this.directory = directory;
        this.random = new Random(seed);
        this.log = EventLog.of(directory.resolve("scene" + History.LOG));
        this.patience = sabotage.isPresent() ? PATIENCE_WITH_SABOTAGE : PATIENCE;
        this.cast = new Cast(directory, sabotage, log, patience);
        log.say("seed is=" + seed);
    }

    /** What this run decides by chance. */
    public Random random() {
        return random;
    }

    public Path directory() {
        return directory;
    }

    public Cast cast() {
        return cast;
    }

    public String queue() {
        return QUEUE;
    }

    /** The Redis of this scene, in memory unless {@link #build} was asked first. */
    public RedisServer server() {
        return server == null ? build(RedisServer.builder().inMemory()) : server;
    }

    public RedisServer build(RedisServerBuilder builder) {
        var started = builder.start();
        server = started;
        return closing(started);
    }

    /** Workers and producers are to go by this address, whatever server it leads to; now it is this one. */
    public void build(String uri, RedisServer primary) {
        address = uri;
        server = primary;
    }

    /** Another server has the keys from now on. */
    public void moveTo(RedisServer primary) {
        server = primary;
        reconnect();
    }

    /** The address that workers and producers go by. */
    public String uri() {
        return address == null ? server().uri() : address;
    }

    /** A connection to look at the keys with; another one after Redis was restarted. */
    public RawRedis redis() {
        RawRedis there = raw;
        if (there == null) {
            there = closing(RawRedis.connect(new RedisUri(server().uri()))).timeout(Duration.ofSeconds(60));
            raw = there;
        }
        return there;
    }

    /** To be said when the server has been restarted: the old connection is gone. */
    public void reconnect() {
        raw = null;
    }

    /** The conductor's own client. */
    public Baton baton() {
        Baton there = baton;
        if (there == null) {
            there = closing(Baton.connect(uri(), how -> how.allowEviction()));
            baton = there;
        }
        return there;
    }

    public FaultProxy wire() {
        return closing(FaultProxy.to(server()));
    }

    /** A worker of this scene's queue on its Redis. */
    public WorkerPlan plan() {
        return WorkerPlan.of(uri(), QUEUE);
    }

    public Actor worker(String name, WorkerPlan plan) {
        return cast.worker(name, plan);
    }

    /** Closes this when the scene ends. */
    public <T extends AutoCloseable> T closing(T resource) {
        toClose.add(resource);
        return resource;
    }

    /** Enqueues and writes down. */
    public JobHandle<Receipt> enqueue(Work work) {
        return enqueue(work, 1).get(0);
    }

    public List<JobHandle<Receipt>> enqueue(Work work, int number) {
        return enqueue(Work.TYPE, Collections.nCopies(number, work));
    }

    public <P, R> List<JobHandle<R>> enqueue(JobType<P, R> type, List<P> payloads) {
        var jobs = baton().queue(QUEUE).enqueueAll(type, payloads);
        for (JobHandle<R> job : jobs) {
            log.say("enq.invoke id=" + job.id());
            log.say("enq.ok id=" + job.id());
        }
        return jobs;
    }

    /** Writes into the conductor's log, which the checker reads. */
    public void note(String event) {
        log.say(event);
    }

    /** Something is done to Redis or to every worker, so that claims may be lost. */
    public void faultOnAll(String what) {
        log.say("fault what=" + what + " on=all");
    }

    /** A figure or a finding to be shown beside the row's result. */
    public void remark(String text) {
        remarks.add(text);
    }

    public List<String> remarks() {
        return remarks;
    }

    public void await(String what, Callable<Boolean> condition) throws InterruptedException {
        Patience.await(patience, Invariant.I1, what, condition);
    }

    public void await(Duration limit, Invariant invariant, String what, Callable<Boolean> condition)
            throws InterruptedException {
        Patience.await(limit, invariant, what, condition);
    }

    /** For faults that are a length of time. */
    public void pass(Duration time) throws InterruptedException {
        Patience.pass(time);
    }

    /** Goes on only if this is so. */
    public void require(Invariant invariant, boolean holds, String otherwise) {
        if (!holds) {
            throw new Stuck(invariant, otherwise);
        }
    }

    public Snapshot look() {
        return Snapshot.of(redis(), QUEUE);
    }

    /** Checks what must hold at every instant. */
    public void checkNow() {
        violations.addAll(Checker.now(look()));
    }

    public History history() {
        return History.of(directory);
    }

    /** Waits until every live worker that is ready has finished a claim round after now: the fault is over. */
    public void awaitLively() throws InterruptedException {
        awaitLively(LIVELY);
    }

    public void awaitLively(Duration limit) throws InterruptedException {
        long healed = EventLog.now();
        log.say("healed");
        for (Actor worker : cast.workers()) {
            if (worker.isAlive()) {
                Patience.await(
                        limit.compareTo(patience) < 0 ? limit : patience,
                        Invariant.I9,
                        "a claim round of " + worker + " after the fault",
                        () -> worker.history().has("round", event -> event.at() > healed));
            }
        }
    }

    /** Waits until nothing is left to do, stops the workers, and judges everything. */
    public void judge() throws InterruptedException {
        try {
            await("the end of every job", this::isAtRest);
            for (Actor worker : cast.workers()) {
                if (worker.isAlive()) {
                    worker.terminate();
                    worker.exitCode();
                }
            }
        } finally {
            judgeWhatIsThere();
        }
    }

    private void judgeWhatIsThere() {
        History history = history();
        violations.addAll(Checker.atRest(history, look()));
        int budget = Checker.budget(history);
        if (budget > 0) {
            long lost = history.ids("enq.ok").stream()
                    .filter(id -> redis().text("GET", key("job:" + id + ":status")) == null)
                    .count();
            remark("lost " + lost + " of a computed budget of " + budget);
        }
    }

    /** A key of the queue. */
    public String key(String name) {
        return "baton:{" + QUEUE + "}:" + name;
    }

    public List<Violation> violations() {
        return violations;
    }

    private boolean isAtRest() {
        RawRedis redis = redis();
        long ended = redis.number("LLEN", key("done"))
                + redis.number("ZCARD", key("dead"))
                + redis.number("ZCARD", key("cancelled"));
        History history = history();
        int expected = history.ids("enq.ok").size() - Checker.budget(history);
        return redis.number("LLEN", key("pending")) == 0
                && redis.number("ZCARD", key("scheduled")) == 0
                && ended >= expected
                && look().processing().isEmpty();
    }

    /** How often handlers started, over all jobs. */
    public long starts() {
        return history().of("start").count();
    }

    public String status(String id) {
        return Objects.requireNonNullElse(redis().text("GET", key("job:" + id + ":status")), "unknown");
    }

    @Override
    public void close() {
        cast.close();
        for (int i = toClose.size() - 1; i >= 0; i--) {
            try {
                toClose.get(i).close();
            } catch (Exception e) {
                remark("not closed: " + e);
            }
        }
    }
}
