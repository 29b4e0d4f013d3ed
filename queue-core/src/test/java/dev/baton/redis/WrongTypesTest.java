package dev.baton.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A key of a foreign type in the way of every script, one key after the other: a script that stumbles over it has changed
 * nothing at all, since Redis does not undo half a script.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LentRedis.class)
class WrongTypesTest {
    private static final List<String> KEYS = List.of(
            "leases",
            "meta",
            "pending",
            "processing:w",
            "processing:w:1",
            "workers",
            "scheduled",
            "done",
            "dead",
            "cancelled",
            "cancelling",
            "stale",
            "remembered",
            "fading",
            "tries",
            "watched",
            "stats");

    private TestRedis redis;
    private Scene scene;

    @BeforeAll
    void start(TestRedis lent) {
        redis = lent;
        scene = new Scene(lent);
    }

    @TestFactory
    Stream<DynamicTest> aScriptThatMeetsAForeignTypeHasChangedNothing() {
        return scene.deeds().stream()
                .flatMap(deed -> KEYS.stream().map(key -> dynamicTest(deed + " meets " + key, () -> meet(deed, key))));
    }

    private void meet(String name, String key) {
        scene.set();
        redis.raw().del("baton:{q}:" + key);
        redis.raw().set("baton:{q}:" + key, "foreign");
        TreeMap<String, String> before = redis.dump();
        try {
            scene.perform(name);
        } catch (StoreException e) {
            assertThat(e.kind()).isEqualTo(Kind.REFUSED);
            assertThat(e.getMessage()).contains("overwritten with another type");
            assertThat(changed(before)).isEmpty();
        }
        assertThat(redis.raw().get("baton:{q}:" + key)).isEqualTo("foreign");
    }

    /** On a paused queue an adoption writes to a key that it does not touch otherwise. */
    @Test
    void anAdoptionOnAPausedQueueThatMeetsAForeignPendingHasChangedNothing() {
        scene.set();
        TestRedis.get(redis.store().inspection().pause(TestRedis.QUEUE));
        redis.raw().del("baton:{q}:pending");
        redis.raw().set("baton:{q}:pending", "foreign");
        TreeMap<String, String> before = redis.dump();

        assertThatThrownBy(() -> scene.perform("adopt")).isInstanceOf(StoreException.class);

        assertThat(changed(before)).isEmpty();
    }

    /** And so does a claim, which takes back what BLMOVE brought. */
    @Test
    void aClaimOnAPausedQueueThatMeetsAForeignPendingHasChangedNothing() {
        scene.set();
        TestRedis.get(redis.store().inspection().pause(TestRedis.QUEUE));
        redis.raw().del("baton:{q}:pending");
        redis.raw().set("baton:{q}:pending", "foreign");
        TreeMap<String, String> before = redis.dump();

        assertThatThrownBy(() -> scene.perform("claim")).isInstanceOf(StoreException.class);

        assertThat(changed(before)).isEmpty();
    }

    /** Without this, a scene in which nothing is written would prove nothing. */
    @Test
    void everyDeedThatWritesDoesSomethingInTheScene() {
        List<String> idle = new ArrayList<>();
        for (String name : scene.deeds()) {
            scene.set();
            TreeMap<String, String> before = redis.dump();
            scene.perform(name);
            if (redis.dump().equals(before)) {
                idle.add(name);
            }
        }
        assertThat(idle).containsExactly("resume", "stats", "crew", "find", "where", "held", "recall");
    }

    private Set<String> changed(TreeMap<String, String> before) {
        TreeMap<String, String> after = redis.dump();
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        keys.removeIf(key -> Objects.equals(before.get(key), after.get(key)));
        return keys;
    }
}
