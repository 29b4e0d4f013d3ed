package dev.baton.redis;

import static dev.baton.redis.TestRedis.QUEUE;
import static dev.baton.redis.TestRedis.get;
import static dev.baton.redis.TestRedis.job;
import static dev.baton.store.EventPosition.BEGINNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.baton.model.JobStatus;
import dev.baton.store.Claim;
import dev.baton.store.EventPosition;
import dev.baton.store.EventStore;
import dev.baton.store.EventStore.EventWait;
import dev.baton.store.EventStore.Told;
import dev.baton.store.LiveEvent;
import dev.baton.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of jobs while somebody listens, and that nothing is while nobody does. */
class EventsTest extends OnLentRedis {
    private static final String EVENTS = "baton:{q}:events";
    private static final String META = "baton:{q}:meta";
    private static final Duration LISTEN = Duration.ofMinutes(5);
    private static final int ALL = 1000;

    private EventStore events() {
        return redis.store().events();
    }

    private EventPosition listen() {
        return get(events().listen(QUEUE, LISTEN));
    }

    private List<LiveEvent> after(EventPosition position) {
        return get(events().read(QUEUE, position, ALL)).events();
    }

    /** Each event in a word or two. */
    private static List<String> words(List<LiveEvent> events) {
        List<String> words = new ArrayList<>();
        for (LiveEvent event : events) {
            if (event instanceof LiveEvent.Moved moved) {
                words.add(moved.id() + " " + moved.status().word());
            } else if (event instanceof LiveEvent.Paused paused) {
                words.add(paused.paused() ? "paused" : "resumed");
            } else {
                words.add("gap");
            }
        }
        return words;
    }

    private TreeMap<String, String> statuses() {
        TreeMap<String, String> statuses = new TreeMap<>();
        for (String key : redis.raw().keys("baton:{q}:job:*:status")) {
            String id = key.substring("baton:{q}:job:".length(), key.length() - ":status".length());
            statuses.put(id, Objects.requireNonNull(redis.raw().get(key)));
        }
        return statuses;
    }

    /** The statuses themselves say what there is to tell. */
    @TestFactory
    Stream<DynamicTest> everyDeedTellsOfEachJobThatItMoved() {
        Scene scene = new Scene(redis);
        return scene.deeds().stream()
                .map(deed -> dynamicTest(deed, () -> {
                    scene.set();
                    EventPosition start = get(events().listen(QUEUE, Duration.ofDays(1)));
                    TreeMap<String, String> before = statuses();

                    scene.perform(deed);

                    TreeMap<String, String> moved = statuses();
                    moved.entrySet().removeIf(job -> job.getValue().equals(before.get(job.getKey())));
                    List<String> expected = new ArrayList<>();
                    for (Map.Entry<String, String> job : moved.entrySet()) {
                        expected.add(job.getKey() + " " + job.getValue());
                    }
                    List<String> told = words(after(start));
                    told.removeIf(word -> word.equals("paused") || word.equals("resumed"));
                    assertThat(told).containsExactlyInAnyOrderElementsOf(expected);
                }));
    }

    @TestFactory
    Stream<DynamicTest> nothingIsWrittenWhileNobodyListens() {
        Scene scene = new Scene(redis);
        return scene.deeds().stream()
                .filter(deed -> !deed.equals("listen"))
                .map(deed -> dynamicTest(deed, () -> {
                    scene.set();
                    scene.perform(deed);
                    assertThat(redis.raw().exists(EVENTS)).isZero();
                    assertThat(redis.raw().hexists(META, "events")).isFalse();
                }));
    }

    @Test
    void tellsTheWholeWayOfAJobInItsOrderAndPageByPage() {
        EventPosition start = listen();
        redis.enqueueIds("a", "b");
        redis.join();
        List<Claim> claims = redis.claim(2).claims();
        redis.complete(claims.get(0));

        assertThat(words(after(start)))
                .containsExactly("a pending", "b pending", "a in-progress", "b in-progress", "a done");

        List<String> paged = new ArrayList<>();
        EventPosition next = start;
        for (int page = 0; page < 3; page++) {
            Told told = get(events().read(QUEUE, next, 1));
            paged.addAll(words(told.events()));
            next = told.next();
        }
        assertThat(paged).isEqualTo(words(after(start)));
        assertThat(get(events().read(QUEUE, next, 1))).isEqualTo(new Told(List.of(), next));
    }

    @Test
    void aJobIsToldWithItsQueueItsTimeAndItsPosition() {
        EventPosition start = listen();
        long before = redisMillis();
        redis.enqueueIds("a", "b", "c");
        long after = redisMillis();

        List<LiveEvent> told = after(start);

        assertThat(told).hasSize(3).allSatisfy(event -> {
            assertThat(event).isInstanceOfSatisfying(LiveEvent.Moved.class, moved -> {
                assertThat(moved.queue()).isEqualTo(QUEUE);
                assertThat(moved.status()).isEqualTo(JobStatus.PENDING);
                assertThat(moved.at()).isBetween(Instant.ofEpochMilli(before), Instant.ofEpochMilli(after));
            });
        });
        assertThat(after(((LiveEvent.Moved) told.get(0)).position())).isEmpty(); // they were told in one line
    }

    private long redisMillis() {
        List<String> time = redis.raw().time();
        return Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000;
    }

    @Test
    void aLargeBatchIsToldInLinesOfTwenty() {
        EventPosition start = listen();
        String[] ids = IntStream.range(0, 45).mapToObj(i -> "j" + i).toArray(String[]::new);

        redis.enqueueIds(ids);

        assertThat(redis.raw().xlen(EVENTS)).isEqualTo(1 + 3);
        assertThat(words(after(start)))
                .containsExactly(Stream.of(ids).map(id -> id + " pending").toArray(String[]::new));
    }

    @Test
    void whatWasThereAlreadyIsNotToldAgain() {
        redis.enqueueIds("a");
        EventPosition start = listen();

        redis.enqueue(job("a"), job("b"), job("b"), job("c", Duration.ofHours(1)));

        assertThat(words(after(start))).containsExactly("b pending", "c scheduled");
    }

    @Test
    void pausingIsToldWhenItChangesSomething() {
        EventPosition start = listen();
        for (int i = 0; i < 2; i++) {
            get(redis.store().inspection().pause(QUEUE));
        }
        for (int i = 0; i < 2; i++) {
            get(redis.store().inspection().resume(QUEUE));
        }

        assertThat(words(after(start))).containsExactly("paused", "resumed");
    }

    @Test
    void theStreamEndsWithTheRegistration() {
        EventPosition start = listen();
        redis.clock(START.plus(LISTEN).minusMillis(1));
        redis.enqueueIds("told");
        redis.clock(START.plus(LISTEN));
        redis.enqueueIds("untold");

        assertThat(words(after(start))).containsExactly("told pending");
        assertThat(redis.raw().pttl(EVENTS)).isBetween(1L, LISTEN.toMillis());
        assertThat(redis.raw().hget(META, "events"))
                .isEqualTo(Long.toString(START.plus(LISTEN).toEpochMilli()));
    }

    @Test
    void aRegistrationIsRenewedAndNeverShortened() {
        EventPosition start = listen();
        get(events().listen(QUEUE, Duration.ofMillis(1)));
        assertThat(redis.raw().pttl(EVENTS)).isGreaterThan(1_000);
        redis.clock(START.plusSeconds(60));
        assertThat(listen()).isEqualTo(start);
        redis.clock(START.plus(LISTEN).plusSeconds(59));

        redis.enqueueIds("told");

        assertThat(words(after(start))).containsExactly("told pending");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "inf", "nan", "1e300", "-1"})
    void aRegistrationThatWasWrittenByHandIsReplaced(String written) {
        redis.raw().hset(META, "events", written);

        listen();

        assertThat(redis.raw().hget(META, "events"))
                .isEqualTo(Long.toString(START.plus(LISTEN).toEpochMilli()));
        assertThat(redis.raw().pttl(EVENTS)).isBetween(1L, LISTEN.toMillis());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "inf", "nan", "1e300"})
    void aRegistrationThatWasWrittenByHandStopsNothingAndMakesNoStream(String written) {
        redis.raw().hset(META, "events", written);

        redis.enqueueIds("a");

        assertThat(redis.status("a")).isEqualTo("pending");
        assertThat(redis.raw().exists(EVENTS)).isZero();
    }

    @Test
    void whoComesBackToAnotherStreamIsToldOfTheGapAndOfAllThatIsThere() {
        EventPosition start = listen();
        redis.enqueueIds("lost");
        EventPosition position = get(events().read(QUEUE, start, ALL)).next();
        redis.raw().del(EVENTS);
        redis.enqueueIds("untold");
        assertThat(redis.raw().exists(EVENTS)).isZero();
        EventPosition anew = listen();
        redis.enqueueIds("told");

        assertThat(words(after(position))).containsExactly("gap", "told pending");
        assertThat(words(after(anew))).containsExactly("told pending");
    }

    @Test
    void whereThereIsNoStreamThereIsAGapAndNothingElse() {
        assertThat(after(new EventPosition(5, 0))).containsExactly(new LiveEvent.Gap(QUEUE));
    }

    @Test
    void whatRedisHasLetGoOfIsAGap() {
        EventPosition start = listen();
        redis.enqueueIds("a");
        EventPosition first = get(events().read(QUEUE, start, ALL)).next();
        redis.enqueueIds("b");
        redis.raw().xtrim(EVENTS, 2);
        assertThat(words(after(start))).containsExactly("gap", "a pending", "b pending");
        assertThat(words(after(first))).containsExactly("b pending");
        redis.raw().xtrim(EVENTS, 1);
        assertThat(words(after(first))).containsExactly("gap", "b pending");
    }

    @Test
    void aPositionOfTheFutureIsThatOfAnotherStream() {
        EventPosition start = listen();
        redis.enqueueIds("a");
        EventPosition last = get(events().read(QUEUE, start, ALL)).next();
        var later = new EventPosition(last.millis(), last.number() + 1);
        var muchLater = new EventPosition(last.millis() + 1, 0);

        assertThat(after(last)).isEmpty();
        assertThat(words(after(later))).containsExactly("gap", "a pending");
        assertThat(words(after(muchLater))).containsExactly("gap", "a pending");
    }

    @Test
    void aForeignTypeInThePlaceOfTheStreamStopsNothing() {
        listen();
        redis.raw().del(EVENTS);
        redis.raw().set(EVENTS, "foreign");

        Claim claim = redis.held("a");

        assertThat(redis.complete(claim).recorded()).isTrue();
        assertThat(redis.status("a")).isEqualTo("done");
        assertThatThrownBy(this::listen)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("overwritten with another type");
        assertThat(redis.raw().get(EVENTS)).isEqualTo("foreign");
    }

    @Test
    void whatALaterReleaseTellsIsLeftOut() {
        EventPosition start = listen();
        redis.raw().xadd(EVENTS, "vanished", "a");
        redis.raw().xadd(EVENTS, "queue", "drained");

        Told told = get(events().read(QUEUE, start, ALL));

        assertThat(told.events()).isEmpty();
        assertThat(told.next()).isNotEqualTo(start);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1-", "01-0", "1-1-1", "-1-0", "1234567890123456-0", "$", "a-b"})
    void aPositionThatNobodyGaveIsRefused(String position) {
        assertThatThrownBy(() -> EventPosition.parse(position))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not allowed: use that of an event");
    }

    @Test
    void positionsRise() {
        EventPosition place = EventPosition.parse("5-10");
        assertThat(place).hasToString("5-10").isEqualByComparingTo(new EventPosition(5, 10));
        assertThat(place).isGreaterThan(EventPosition.parse("5-9")).isLessThan(EventPosition.parse("10-0"));
    }

    @Test
    void sizesOutsideTheirRangeAreRefused() {
        assertThatThrownBy(() -> events().listen(QUEUE, Duration.ZERO)).hasMessageContaining("use 1 ms to a day");
        assertThatThrownBy(() -> events().listen(QUEUE, Duration.ofDays(1).plusMillis(1)))
                .hasMessageContaining("use 1 ms to a day");
        assertThatThrownBy(() -> events().read(QUEUE, BEGINNING, 0)).hasMessageContaining("use 1 to 1000");
        assertThatThrownBy(() -> events().read(QUEUE, BEGINNING, 1001)).hasMessageContaining("use 1 to 1000");
        try (EventWait wait = events().eventWait(QUEUE)) {
            assertThatThrownBy(() -> wait.await(BEGINNING, Duration.ZERO)).hasMessageContaining("use 1 ms or more");
        }
    }

    @Test
    void aWaitEndsWhenSomethingIsTold() throws Exception {
        EventPosition start = listen();
        try (EventWait wait = events().eventWait(QUEUE)) {
            CompletableFuture<Void> waiting = wait.await(start, Duration.ofMinutes(1));
            redis.awaitBlocked(1);
            assertThatThrownBy(() -> wait.await(start, LISTEN)).hasMessageContaining("One wait at a time");
            redis.enqueueIds("a");
            waiting.get(20, TimeUnit.SECONDS);

            wait.await(start, Duration.ofMinutes(1)).get(20, TimeUnit.SECONDS); // it is still there

            EventPosition end = get(events().read(QUEUE, start, ALL)).next();
            wait.await(end, Duration.ofMillis(1)).get(20, TimeUnit.SECONDS); // nothing, but time is over
        }
    }

    @Test
    void aClosedWaitFailsAndLeavesRedis() {
        EventPosition start = listen();
        EventWait wait = events().eventWait(QUEUE);
        CompletableFuture<Void> waiting = wait.await(start, Duration.ofMinutes(1));
        redis.awaitBlocked(1);

        wait.close();

        await().until(waiting::isCompletedExceptionally);
        redis.awaitBlocked(0);
        assertThatThrownBy(() -> wait.await(start, LISTEN).get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(StoreException.class);
    }
}
