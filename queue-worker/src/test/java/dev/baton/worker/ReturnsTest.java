package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.store.StoreException;
import dev.baton.worker.HandFedStore.SettleCall;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReturnsTest {
    private final Rig rig = new Rig(2);
    private final Returns returns = new Returns(rig.queue);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void putsJobsOfBothLanesBackInTheOrderOfTheirClaims() {
        returns.add(List.of(held("a", 0), held("b", 0), held("c", 1), held("d", 0), held("e", 1), held("f", 1)));

        assertThat(frontAfterAllCalls()).containsExactly("a", "b", "c", "d", "e", "f");
        assertThat(returns.isEmpty()).isTrue();
    }

    @Test
    void hasAllOfALanesJobsInOneCall() {
        List<Held> many = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            many.add(held("job-" + i, 0));
        }
        returns.add(many);

        assertThat(rig.store.settles).hasSize(1);
        assertThat(rig.store.settles.get(0).endings()).hasSize(500);
    }

    @Test
    void sendsWhatComesWhileItGathersBeforeWhatWasThere() {
        returns.gather();
        returns.add(List.of(held("a", 0)));
        returns.add(List.of(held("b", 1)));
        assertThat(rig.store.settles).isEmpty();

        returns.send();

        assertThat(frontAfterAllCalls()).containsExactly("a", "b");
    }

    @Test
    void repeatsALostCallBeforeTheNext() {
        returns.add(List.of(held("a", 0), held("b", 1)));
        rig.store
                .settles
                .get(0)
                .answer()
                .completeExceptionally(new StoreException(StoreException.Kind.UNKNOWN_EFFECT, "no answer"));
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> rig.store.settles.size() == 2);

        assertThat(rig.store.settles.get(1).endings())
                .isEqualTo(rig.store.settles.get(0).endings());
        assertThat(returns.isEmpty()).isFalse();
    }

    private Held held(String id, int lane) {
        FetchLane of = rig.life().lanes().get(lane);
        return new Held(Rig.claim(of.lane(), id, "1-" + id), of);
    }

    /** Answers call by call, and gives the front of pending as Redis would have it then. */
    private List<String> frontAfterAllCalls() {
        Deque<String> front = new ArrayDeque<>();
        for (int call = 0; call < rig.store.settles.size(); call++) {
            SettleCall settle = rig.store.settles.get(call);
            for (int i = settle.endings().size() - 1; i >= 0; i--) {
                front.addFirst(settle.endings().get(i).claim().id());
            }
            settle.answer().complete(Rig.recorded(settle.endings()));
        }
        return List.copyOf(front);
    }
}
