package dev.baton.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.json.JacksonCodec;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.store.EventPosition;
import dev.baton.store.LiveEvent;
import dev.baton.store.StoreException;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listeners of one process, on a real Redis. */
@WithRedis
class LiveDeskTest {
    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private RedisStore store;
    private LiveDesk desk;

    @BeforeEach
    void open(RedisUri redis) {
        store = RedisStore.connect(RedisStoreOptions.of(redis.uri(), new JacksonCodec()));
        desk = new LiveDesk(store.events(), executor, clock, Duration.ofHours(1));
    }

    @AfterEach
    void close() {
        desk.close();
        store.close();
        executor.shutdownNow();
        clock.shutdownNow();
    }

    private Optional<Listener> listen(String queue) throws Exception {
        return desk.listen(queue, Optional.empty(), Interest.IN_ALL).get(20, TimeUnit.SECONDS);
    }

    /** Notes what it is told, and has room for more when it is told so. */
    private static final class Notes implements Outlet {
        private final List<LiveEvent> events = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private volatile CompletableFuture<Void> room = CompletableFuture.completedFuture(null);

        @Override
        public CompletableFuture<Void> tell(List<LiveEvent> page) {
            events.addAll(page);
            return room;
        }

        @Override
        public CompletableFuture<Void> beat(EventPosition position) {
            return room;
        }

        @Override
        public void end() {
            ended.complete(null);
        }
    }

    private void pauseAndResume(int times) {
        for (int i = 0; i < times; i++) {
            store.inspection().pause("q").join();
            store.inspection().resume("q").join();
        }
    }

    @Test
    void whoHasNoRoomIsToldNothingFurtherAndThenEverything() throws Exception {
        Notes slow = new Notes();
        Notes quick = new Notes();
        slow.room = new CompletableFuture<>();
        listen("q").orElseThrow().tellTo(slow);
        listen("q").orElseThrow().tellTo(quick);

        pauseAndResume(3_000);

        await().until(() -> quick.events.size() == 6_000);
        assertThat(slow.events).hasSizeLessThan(QueueReader.PAGE_LINES + 1);
        CompletableFuture<Void> full = slow.room;
        slow.room = CompletableFuture.completedFuture(null);
        full.complete(null);
        await().until(() -> slow.events.size() == 6_000); // what the reader did not keep, too
        assertThat(slow.events).isEqualTo(quick.events);
    }

    @Test
    void whoGoesOnAheadOfTheReaderHearsNothingTwice() throws Exception {
        Notes notes = new Notes();
        listen("q").orElseThrow().tellTo(notes);
        for (int round = 0; round < 50; round++) {
            pauseAndResume(1);
            EventPosition all = store.events()
                    .read("q", EventPosition.BEGINNING, 1000)
                    .get(20, TimeUnit.SECONDS)
                    .next();
            Notes ahead = new Notes();
            Listener listener = desk.listen("q", Optional.of(all), Interest.IN_ALL)
                    .get(20, TimeUnit.SECONDS)
                    .orElseThrow();
            listener.tellTo(ahead);
            pauseAndResume(1);
            await().until(() -> ahead.events.size() >= 2);
            assertThat(ahead.events).hasSize(2).noneMatch(event -> event instanceof LiveEvent.Gap);
            listener.close();
            ahead.ended.get(20, TimeUnit.SECONDS);
        }
        await().until(() -> notes.events.size() == 200);
    }

    @Test
    void noMoreThanAThousandListenAndAHundredQueuesAreListenedTo() throws Exception {
        List<Listener> all = new ArrayList<>();
        for (int i = 0; i < LiveDesk.MOST_LISTENERS; i++) {
            all.add(listen("q" + i % LiveDesk.MOST_QUEUES).orElseThrow());
        }
        assertThat(listen("q1")).isEmpty();
        all.get(0).close();
        all.get(1).close();
        assertThat(listen("another")).isEmpty();
        assertThat(listen("q1")).isPresent();
        assertThat(desk.listeners()).isEqualTo(LiveDesk.MOST_LISTENERS - 1);
    }

    @Test
    void aQueueThatCannotBeListenedToIsToldAndTriedAnew(RawRedis redis) throws Exception {
        redis.call("SET", "baton:{q}:events", "foreign");
        assertThatThrownBy(() -> listen("q"))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StoreException.class);
        assertThat(desk.listeners()).isZero();
        redis.call("DEL", "baton:{q}:events");
        assertThat(listen("q")).isPresent();
    }

    @Test
    void aClosedDeskEndsAllAndTakesNobody() throws Exception {
        Notes notes = new Notes();
        listen("q").orElseThrow().tellTo(notes);
        desk.close();
        notes.ended.get(20, TimeUnit.SECONDS);
        assertThat(listen("q")).isEmpty();
        Listener late = new Listener(
                "q",
                Interest.IN_ALL,
                Optional.empty(),
                new QueueReader("q", store.events(), executor, clock),
                store.events(),
                executor,
                listener -> {});
        Notes never = new Notes();
        late.close();
        late.close();
        late.tellTo(never);
        never.ended.get(20, TimeUnit.SECONDS);
    }
}
