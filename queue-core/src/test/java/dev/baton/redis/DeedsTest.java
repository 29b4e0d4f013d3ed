package dev.baton.redis;

import static dev.baton.redis.TestRedis.LANE;
import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.WORKER;
import static dev.baton.redis.TestRedis.failure;
import static dev.baton.redis.TestRedis.get;
import static dev.baton.redis.TestRedis.job;
import static dev.baton.redis.TestRedis.tail;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.baton.model.JobStatus;
import dev.baton.model.Retention;
import dev.baton.store.Claim;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.InspectStore;
import dev.baton.store.Lane;
import dev.baton.store.NewJob;
import dev.baton.store.SweepStore;
import dev.baton.store.WorkerStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What each deed answers, writes and publishes, to the letter, as {@code deeds.txt} says. After a change that is meant,
 * {@code -Dbaton.deeds=write} writes that file anew; its difference belongs to the change and is to be read.
 */
@Tag("contract")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LentRedis.class)
class DeedsTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration NONE = Duration.ZERO;
    private static final long START_MILLIS = 1767225600000L;

    private TestRedis redis;
    private Scene scene;
    private Messages messages;
    private final Map<String, String> written = read();

    @BeforeAll
    void start(TestRedis lent) throws IOException {
        redis = lent;
        scene = new Scene(lent);
        messages = lent.listen();
        more();
        leases();
        if ("write".equals(System.getProperty("baton.deeds"))) {
            StringBuilder all = new StringBuilder();
            scene.deeds()
                    .forEach(deed -> all.append("== ").append(deed).append('\n').append(perform(deed)));
            Files.writeString(Path.of("src/test/resources/dev/baton/redis/deeds.txt"), all);
        }
    }

    @AfterAll
    void stop() {
        messages.close();
    }

    private static Map<String, String> read() {
        Map<String, String> deeds = new TreeMap<>();
        try (InputStream in = Objects.requireNonNull(DeedsTest.class.getResourceAsStream("deeds.txt"))) {
            for (String deed : new String(in.readAllBytes(), UTF_8).split("(?m)^== ")) {
                int end = deed.indexOf('\n');
                if (end > 0) {
                    deeds.put(deed.substring(0, end), deed.substring(end + 1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return deeds;
    }

    @TestFactory
    Stream<DynamicTest> everyDeedDoesWhatIsWritten() {
        return scene.deeds().stream()
                .map(deed -> dynamicTest(deed, () -> assertThat(perform(deed)).isEqualTo(written.get(deed))));
    }

    @Test
    void everyDeedThatIsWrittenIsDone() {
        assertThat(written.keySet()).isEqualTo(new TreeSet<>(scene.deeds()));
    }

    private String perform(String deed) {
        scene.set();
        messages.sofar();
        TreeMap<String, String> before = Rendering.ofKeys(redis.raw());
        StringBuilder text = new StringBuilder();
        text.append("answer ").append(Rendering.of(scene.perform(deed))).append('\n');
        for (String message : messages.sofar()) {
            text.append("heard ").append(message).append('\n');
        }
        TreeMap<String, String> after = Rendering.ofKeys(redis.raw());
        TreeSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (String key : keys) {
            if (!Objects.equals(before.get(key), after.get(key))) {
                text.append(key)
                        .append(' ')
                        .append(after.getOrDefault(key, "is gone"))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private InspectStore inspection() {
        return redis.store().inspection();
    }

    private SweepStore sweeps() {
        return redis.store().sweeps();
    }

    private WorkerStore workers() {
        return redis.store().workers();
    }

    private void at(String name, Duration later, Callable<Object> call) {
        scene.later(name, later, call);
    }

    /** Edges and side ways; "later" is due a second after the scene, "gone" expired after a millisecond. */
    private void more() {
        for (long millis : new long[] {0, 999, 1000, 1001}) {
            Duration delay = Duration.ofMillis(millis);
            at("retry in " + millis, NONE, () -> settle(new Ending.Retry(scene.claim("a"), delay, failure(1))));
            at("snooze for " + millis, NONE, () -> settle(new Ending.Snooze(scene.claim("a"), delay)));
            at("enqueue in " + millis, NONE, () -> redis.enqueue(job("x", delay)));
            at("promote after " + millis, delay, () -> get(sweeps().promote(QUEUE, 1)));
        }
        at(
                "enqueue the nearer one last",
                NONE,
                () -> redis.enqueue(
                        job("x", Duration.ofMillis(900)),
                        job("y", Duration.ofMillis(800)),
                        job("z", Duration.ofMillis(950))));
        at(
                "enqueue what is known",
                NONE,
                () -> redis.enqueue(
                        job("a"),
                        job("done"),
                        job("dead"),
                        job("later"),
                        job("cancelled"),
                        job("x"),
                        job("x"),
                        job("y", DAY),
                        job("y"),
                        new NewJob("x", tail("{}"), new NewJob.Start.Now())));
        at("enqueue a large one", NONE, () -> {
            redis.enqueue(new NewJob("x", tail("\"" + "x".repeat(20_000) + "\""), new NewJob.Start.Now()));
            redis.enqueue(new NewJob("y", tail("\"" + "x".repeat(19_000) + "\""), new NewJob.Start.Now()));
            return redis.raw().getdel("baton:{q}:job:x").length()
                    + redis.raw().getdel("baton:{q}:job:y").length();
        });
        at("retry both, the nearer one last", NONE, () -> {
            redis.raw().del("baton:{q}:cancelling");
            return settle(
                    new Ending.Retry(scene.claim("a"), Duration.ofMillis(900), failure(1)),
                    new Ending.Retry(scene.claim("b"), Duration.ofMillis(800), failure(1)));
        });
        at("snooze both, the nearer one last", NONE, () -> {
            redis.raw().del("baton:{q}:cancelling");
            return settle(
                    new Ending.Snooze(scene.claim("a"), Duration.ofMillis(900)),
                    new Ending.Snooze(scene.claim("b"), Duration.ofMillis(800)));
        });
        at("release both", NONE, () -> {
            redis.raw().del("baton:{q}:cancelling");
            return settle(new Ending.Release(scene.claim("a")), new Ending.Release(scene.claim("b")));
        });
        at("bury uncounted", NONE, () -> settle(new Ending.Bury(scene.claim("a"), "why", failure(1), false)));
        at("bury over a foreign story", NONE, () -> {
            redis.raw().set("baton:{q}:job:a:run", "foreign");
            return settle(new Ending.Bury(scene.claim("a"), "why", failure(1), true));
        });
        at(
                "complete with a note",
                NONE,
                () -> redis.complete(
                        new Ending.Complete(scene.claim("b"), null, "too large", true),
                        new Ending.Complete(scene.claim("a"), null, null, false)));
        at("cancel all sorts", NONE, () -> {
            settle(new Ending.Retry(scene.claim("a"), DAY, failure(1)));
            return get(inspection()
                    .cancel(
                            QUEUE,
                            List.of("a", "b", "a", "done", "dead", "cancelled", "moved", "waits", "waits", "nobody")));
        });
        at("cancel what runs not", NONE, () -> get(inspection().cancel(QUEUE, List.of("waits", "later"))));
        at("replay all sorts", NONE, () -> {
            redis.raw().set("baton:{q}:job:bare:status", "dead");
            return get(inspection().replay(QUEUE, List.of("a", "dead", "done", "dead", "nobody", "bare", "later")));
        });
        at("watch all sorts", NONE, () -> {
            redis.raw().del("baton:{q}:watched");
            return get(inspection()
                    .watch(QUEUE, List.of("a", "done", "dead", "cancelled", "waits", "later", "nobody"), DAY));
        });
        for (String id : List.of("done", "dead", "cancelled", "later", "waits", "nobody")) {
            at("find " + id, NONE, () -> get(inspection().find(QUEUE, id)));
        }
        for (JobStatus status : JobStatus.values()) {
            at("list " + status.word(), NONE, () -> get(inspection().list(QUEUE, status, null, 10)));
        }
        at(
                "pause twice",
                NONE,
                () -> List.of(get(inspection().pause(QUEUE)), get(inspection().pause(QUEUE))));
        at(
                "resume twice",
                NONE,
                () -> List.of(
                        get(inspection().pause(QUEUE)),
                        get(inspection().resume(QUEUE)),
                        get(inspection().resume(QUEUE))));
        at(
                "stats while paused",
                NONE,
                () -> List.of(get(inspection().pause(QUEUE)), get(inspection().stats(QUEUE))));
        at("claim while paused", NONE, () -> List.of(get(inspection().pause(QUEUE)), redis.claim(5)));
        at(
                "adopt while paused",
                NONE,
                () -> List.of(
                        get(inspection().pause(QUEUE)),
                        get(workers().adopt(LANE, List.of("moved", "movedstale"), redis.request(5)))));
        at("claim one of two moved", NONE, () -> redis.claim(1));
        at("claim what waits", NONE, () -> redis.claim(3));
        at("claim nothing", NONE, () -> redis.claim(0));
        at("claim too late", Duration.ofHours(1), () -> redis.claim(1));
        at("claim in time", Duration.ofHours(1).minusMillis(1), () -> redis.claim(1));
        at(
                "heartbeat in time",
                Duration.ofHours(1).minusMillis(1),
                () -> get(workers().heartbeat(QUEUE, WORKER, DAY)));
        at("heartbeat too late", Duration.ofHours(1), () -> get(workers().heartbeat(QUEUE, WORKER, DAY)));
        at("heartbeat of a stranger", NONE, () -> get(workers().heartbeat(QUEUE, "stranger", DAY)));
        for (long millis : new long[] {0, 1}) {
            at(
                    "stats after " + millis,
                    Duration.ofMillis(millis),
                    () -> get(inspection().stats(QUEUE)));
            at(
                    "heartbeat after " + millis,
                    Duration.ofMillis(millis),
                    () -> get(workers().heartbeat(QUEUE, WORKER, DAY)));
            at(
                    "leave after " + millis,
                    Duration.ofMillis(millis),
                    () -> get(workers().leave(QUEUE, "gone")));
            at(
                    "expired after a day and " + millis,
                    DAY.plusMillis(millis),
                    () -> get(sweeps().expiredWorkers(QUEUE, 9)));
        }
        at("join again", NONE, () -> get(workers().join(QUEUE, WORKER, DAY)));
        at("reclaim one", DAY, () -> get(sweeps().reclaim(QUEUE, WORKER, 1, 3)));
        at("reclaim four", DAY, () -> get(sweeps().reclaim(QUEUE, WORKER, 4, 3)));
        at("reclaim from four lanes", DAY, () -> {
            for (int lane = 1; lane < Lane.MAX; lane++) {
                redis.raw().lpush("baton:{q}:processing:w:" + lane, redis.raw().rpop("baton:{q}:pending"));
            }
            return get(sweeps().reclaim(QUEUE, WORKER, 10, 3));
        });
        for (long millis : new long[] {-1, 0}) {
            Duration age = DAY.plusMillis(millis);
            at("purge after a day" + millis, age, () -> get(sweeps().purge(QUEUE, Retention.DEFAULT, 10)));
            at(
                    "purge after ten minutes" + millis,
                    Duration.ofMinutes(10).plusMillis(millis),
                    () -> get(sweeps().purge(QUEUE, new Retention(DAY, 0, 0, DAY), 10)));
        }
        at("purge one of each", DAY, () -> get(sweeps().purge(QUEUE, new Retention(DAY, 0, 0, DAY), 1)));
        at("expired, one of two", DAY, () -> {
            redis.raw().lpush("baton:{q}:processing:gone:3", redis.raw().rpop("baton:{q}:pending"));
            return List.of(get(sweeps().expiredWorkers(QUEUE, 1)), get(sweeps().expiredWorkers(QUEUE, 2)));
        });
        at("list in-progress page by page", NONE, () -> {
            redis.raw().lpush("baton:{q}:processing:gone:3", "waits x 1");
            InspectStore.Listing first = get(inspection().list(QUEUE, JobStatus.IN_PROGRESS, null, 2));
            return List.of(first, get(inspection().list(QUEUE, JobStatus.IN_PROGRESS, first.next(), 2)));
        });
        at("purge two of three dead and cancelled", DAY, () -> {
            settle(new Ending.Bury(scene.claim("a"), "why", failure(1), true));
            settle(new Ending.Bury(scene.claim("b"), "why", failure(1), true));
            return get(sweeps().purge(QUEUE, new Retention(Duration.ofMillis(1), 9, 999, Duration.ofMillis(1)), 2));
        });
        at("purge tombstones", Duration.ofDays(3), () -> {
            redis.raw()
                    .rpush(
                            "baton:{q}:remembered",
                            "done 1767225600000 1 c",
                            "stale 1767225600000 1 c",
                            "moved 1767225600000 1 c",
                            "nonsense",
                            "far 1798761600000 1 c",
                            "farther 1798761600001 1 c");
            redis.raw().rpush("baton:{q}:fading", "done 1767225600000 1 -", "far 1798761600000 1 -");
            return get(sweeps().purge(QUEUE, new Retention(DAY.multipliedBy(9), 9, 999, DAY.multipliedBy(9)), 10));
        });
    }

    /** Leases of "lent" and "lentasked" run out an hour after the scene. */
    private void leases() {
        for (long millis : new long[] {-1, 0, 1}) {
            Duration later = Duration.ofHours(1).plusMillis(millis);
            at("lapse after an hour" + millis, later, () -> get(sweeps().lapse(QUEUE, 10, 3)));
            at("extend after an hour" + millis, later, () -> extend("lent", "lentasked"));
        }
        at("lapse one of two", DAY, () -> List.of(get(sweeps().lapse(QUEUE, 1, 3)), get(sweeps().lapse(QUEUE, 1, 3))));
        at("lapse the second crash of two", DAY, () -> {
            redis.raw().hset("baton:{q}:tries", "lent", "3 1 7");
            return get(sweeps().lapse(QUEUE, 10, 2));
        });
        at("lapse one that may start once, and one that is done, and one that stands twice", DAY, () -> {
            redis.raw().hset("baton:{q}:tries", "lent", "0 0 0 once");
            redis.raw().zadd("baton:{q}:leases", 5, "done x 1");
            redis.raw().zadd("baton:{q}:leases", 6, "lentasked x 1");
            return get(sweeps().lapse(QUEUE, 10, 3));
        });
        at("lapse with one that stays", DAY, () -> {
            redis.raw().zadd("baton:{q}:leases", START_MILLIS + 2 * DAY.toMillis(), "a x 1");
            return get(sweeps().lapse(QUEUE, 10, 3));
        });
        at("lapse with a watch", DAY, () -> {
            get(inspection().watch(QUEUE, List.of("lent", "lentasked"), DAY.multipliedBy(2)));
            return get(sweeps().lapse(QUEUE, 10, 1));
        });
        at("lend one, then the rest", NONE, () -> List.of(redis.lend(1, DAY), redis.lend(1, DAY), redis.lend(1, DAY)));
        at("lend as many as there are", NONE, () -> {
            redis.raw().del("baton:{q}:stale");
            return redis.lend(2, DAY);
        });
        at("lend one that was tried, and one that stands twice", NONE, () -> {
            redis.raw().hset("baton:{q}:tries", "waits", "2 1 9999999999999999");
            redis.raw().rpush("baton:{q}:pending", "waits");
            return redis.lend(5, DAY);
        });
        at("lend while paused", NONE, () -> {
            get(inspection().pause(QUEUE));
            return redis.lend(5, DAY);
        });
        at("lend within few bytes", NONE, () -> {
            redis.enqueueIds("x", "y");
            return get(redis.store().leases().lend(QUEUE, new ClaimRequest("few", 9, 100), DAY));
        });
        at("end leases in any order, one twice and one unknown", NONE, () -> {
            redis.raw().del("baton:{q}:cancelling");
            Claim lent = scene.claim("lent");
            Claim stranger = new Claim(Lane.ofLeases(QUEUE), "lent", "lent y 1", new byte[0], 0, 0, false, 0);
            return get(workers()
                    .settle(
                            Lane.ofLeases(QUEUE),
                            List.of(
                                    new Ending.Release(scene.claim("lentasked")),
                                    new Ending.Release(stranger),
                                    new Ending.Release(lent),
                                    new Ending.Release(lent))));
        });
        at("list leases page by page", NONE, () -> {
            InspectStore.Listing first = get(inspection().list(QUEUE, JobStatus.IN_PROGRESS, null, 5));
            return List.of(first, get(inspection().list(QUEUE, JobStatus.IN_PROGRESS, first.next(), 5)));
        });
        at("crew, two of each", NONE, () -> {
            redis.raw().lpush("baton:{q}:processing:w:2", "x y 1", "z y 2");
            return List.of(
                    get(inspection().workers(QUEUE, 0, 2, 2)),
                    get(inspection().workers(QUEUE, 0, 1, 5)),
                    get(inspection().workers(QUEUE, 1, 1, 0)),
                    get(inspection().workers(QUEUE, 2, 1, 0)));
        });
        at("crew after 0", Duration.ZERO, () -> get(inspection().workers(QUEUE, 0, 9, 0)));
        at("crew after 1", Duration.ofMillis(1), () -> get(inspection().workers(QUEUE, 0, 9, 0)));
        at("list a page that workers fill", NONE, () -> get(inspection().list(QUEUE, JobStatus.IN_PROGRESS, null, 4)));
        for (String id : List.of("waits", "stale", "later", "a", "b", "moved", "lentasked", "done", "nobody")) {
            at("where " + id, NONE, () -> get(inspection().where(QUEUE, id)));
        }
        at("where it is paused and the worker's heartbeat just ended", Duration.ofSeconds(10), () -> {
            get(inspection().pause(QUEUE));
            return List.of(
                    get(inspection().where(QUEUE, "waits")), get(inspection().where(QUEUE, "a")));
        });
        at("where, and nobody holds it", NONE, () -> {
            redis.raw().set("baton:{q}:job:waits:status", "in-progress");
            return get(inspection().where(QUEUE, "waits"));
        });
        at("erase all sorts", NONE, () -> {
            redis.complete(
                    new Ending.Complete(scene.claim("a"), "{}".getBytes(UTF_8), null, true),
                    new Ending.Complete(scene.claim("b"), null, null, false));
            return get(inspection()
                    .erase(
                            QUEUE,
                            List.of("a", "dead", "b", "cancelled", "stale", "dead", "waits", "later", "lent", "nobody"),
                            0));
        });
        at("erase what was done long ago", DAY, () -> get(inspection().erase(QUEUE, List.of("done", "cancelled"), 0)));
        at("erase, having left out the latest", NONE, () -> get(inspection().erase(QUEUE, List.of("done"), 1)));
        at("list the second lease", NONE, () -> get(inspection().list(QUEUE, JobStatus.IN_PROGRESS, "5", 5)));
    }

    private Object extend(String... ids) {
        List<String> entries = Stream.of(ids).map(id -> scene.claim(id).entry()).toList();
        return get(redis.store().leases().extend(QUEUE, entries, Duration.ofMinutes(1)));
    }

    private Object settle(Ending... endings) {
        return get(workers().settle(LANE, List.of(endings)));
    }
}
