package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.model.JobStatus;
import dev.baton.store.EnqueueAnswer;
import dev.baton.store.EnqueueStore;
import dev.baton.store.NewJob;
import dev.baton.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How parcels are put together, on a store that answers when the test says so. */
class GroupCommitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SlowStore store = new SlowStore();
    private final Room room = new Room();
    private final GroupCommit commit = new GroupCommit("q", store, room, PATIENCE);

    private static final class SlowStore implements EnqueueStore {
        final List<List<NewJob>> calls = new ArrayList<>();
        final List<CompletableFuture<List<EnqueueAnswer>>> answers = new ArrayList<>();

        @Override
        public CompletableFuture<List<EnqueueAnswer>> enqueue(String queue, List<NewJob> jobs) {
            calls.add(jobs);
            CompletableFuture<List<EnqueueAnswer>> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
        }

        void answer(int call) {
            answers.get(call)
                    .complete(calls.get(call).stream()
                            .map(job -> (EnqueueAnswer) new EnqueueAnswer.Created(job.id(), JobStatus.PENDING))
                            .toList());
        }

        List<String> ids(int call) {
            return calls.get(call).stream().map(NewJob::id).toList();
        }
    }

    @Test
    void twoCallsLeaveAtOnceAndTheRestGathers() {
        List<Parcel> parcels =
                IntStream.range(0, 10).mapToObj(i -> send("j" + i)).toList();

        assertThat(store.calls).hasSize(2);
        store.answer(1);
        store.answer(0);
        assertThat(store.ids(2)).containsExactly("j2", "j3", "j4", "j5", "j6", "j7", "j8", "j9");
        for (int i : List.of(0, 1)) {
            assertThat(parcels.get(i).answers().join())
                    .extracting(EnqueueAnswer::id)
                    .containsExactly("j" + i);
        }
        assertThat(parcels.get(2).answers()).isNotDone();
        store.answer(2);
        for (int i : List.of(2, 9)) {
            assertThat(parcels.get(i).answers().join())
                    .extracting(EnqueueAnswer::id)
                    .containsExactly("j" + i);
        }
    }

    @Test
    void aBatchEndsAtAThousandJobsAndAtEightMebibytes() {
        send("first");
        send("second");
        IntStream.range(0, 1500).forEach(i -> send("j" + i));
        store.answer(0);
        store.answer(1);
        assertThat(store.calls.get(2)).hasSize(1000);
        assertThat(store.calls.get(3)).hasSize(500);

        send("large1", 5 << 20);
        send("large2", 5 << 20);
        store.answer(2);
        store.answer(3);
        assertThat(store.ids(4)).containsExactly("large1");
        assertThat(store.ids(5)).containsExactly("large2");
    }

    @Test
    void aFailedCallFailsItsOwnParcelsOnlyAndGivesTheirRoomBack() {
        List<Parcel> parcels = List.of(send("a"), send("b"), send("c"));
        StoreException gone = new StoreException(StoreException.Kind.UNREACHABLE, "gone");

        store.answers.get(0).completeExceptionally(gone);
        store.answer(1);
        store.answer(2);

        assertThatThrownBy(() -> parcels.get(0).answers().join())
                .isInstanceOf(CompletionException.class)
                .hasCause(gone);
        assertThat(parcels.get(1).answers()).isCompleted();
        assertThat(parcels.get(2).answers()).isCompleted();
        assertThat(room.use()).isEqualTo("0 jobs of 0 bytes");
    }

    @Test
    void anAnswerThatIsTooShortIsNotTaken() {
        Parcel parcel = send("a");
        store.answers.get(0).complete(List.of());
        assertThatThrownBy(() -> parcel.answers().join())
                .hasCauseInstanceOf(StoreException.class)
                .hasMessageContaining("incompletely");
    }

    @Test
    void aWithdrawnParcelIsNeverSentAndOneUnderWayIsLeftAlone() {
        Parcel sent = send("a");
        send("b");
        Parcel waiting = send("c");

        commit.withdraw(sent);
        commit.withdraw(waiting);
        store.answer(0);
        store.answer(1);

        assertThat(sent.answers()).isCompleted();
        assertThat(store.calls).hasSize(2);
        assertThatThrownBy(() -> waiting.answers().join()).hasMessageContaining("without being sent");
        assertThat(room.use()).isEqualTo("0 jobs of 0 bytes");
    }

    @Test
    void aParcelThatWaitedTooLongIsFailedUnsent() {
        GroupCommit impatient = new GroupCommit("q", store, room, Duration.ofNanos(-1));
        Parcel parcel = parcel("a", 1);
        impatient.submit(List.of(parcel));
        assertThat(store.calls).isEmpty();
        assertThatThrownBy(() -> parcel.answers().join())
                .cause()
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.NOT_READY));
    }

    @Test
    void closingWaitsForAnswersThenFailsWhatIsUnsent() {
        Parcel first = send("a");
        send("b");
        Parcel unsent = send("c");

        assertThat(commit.close(Duration.ofMillis(20))).isTrue();

        assertThat(first.answers()).isNotDone();
        assertThatThrownBy(() -> unsent.answers().join())
                .cause()
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.CLOSED));
        assertThatThrownBy(() -> send("late").answers().join()).hasMessageContaining("Baton was closed");
        assertThat(store.calls).hasSize(2);
    }

    @Test
    void closingReturnsAsSoonAsAllIsAnswered() {
        Parcel parcel = send("a");
        CompletableFuture<Boolean> closing = CompletableFuture.supplyAsync(() -> commit.close(Duration.ofHours(1)));
        store.answer(0);
        assertThat(closing.join()).isTrue();
        assertThat(parcel.answers()).isCompleted();
    }

    @Test
    void roomIsLimitedByJobsAndBytesButOneLargeCallFitsAlone() throws InterruptedException {
        Room small = new Room();
        assertThat(small.tryTake(Room.MOST_JOBS * 2, 1)).isTrue();
        assertThat(small.tryTake(1, 1)).isFalse();
        assertThat(small.take(1, 1, Duration.ofMillis(5))).isFalse();
        small.giveBack(Room.MOST_JOBS * 2, 1);
        assertThat(small.tryTake(1, Room.MOST_BYTES)).isTrue();
        assertThat(small.tryTake(1, 1)).isFalse();
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return small.take(1, 1, Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        small.giveBack(1, Room.MOST_BYTES);
        assertThat(waiting.join()).isTrue();
    }

    private Parcel send(String id) {
        return send(id, 10);
    }

    private Parcel send(String id, long bytes) {
        Parcel parcel = parcel(id, bytes);
        commit.submit(List.of(parcel));
        return parcel;
    }

    private Parcel parcel(String id, long bytes) {
        assertThat(room.tryTake(1, bytes)).isTrue();
        return new Parcel(List.of(new NewJob(id, new byte[0], new NewJob.Start.Now())), bytes);
    }
}
