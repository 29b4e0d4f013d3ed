package dev.baton.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What scripts answer of a job that is not there: the ports make one nothing of it, but other clients read the words. */
class ScriptAnswersTest extends OnLentRedis {
    private static final String NOW = "";

    @Test
    void aViewOfAnUnknownIdIsEmpty() {
        List<String> keys = List.of("meta", "scheduled", "tries");
        List<Object> nothing = List.of("nobody", "", "", "", "", List.of());
        assertThat(redis.ask(scripts -> scripts.view, keys, NOW, "full", "9", "nobody"))
                .isEqualTo(List.of(nothing));
        assertThat(redis.ask(scripts -> scripts.view, keys, NOW, "brief", "9", "nobody", "nobody"))
                .isEqualTo(List.of(nothing, nothing));
    }

    @Test
    void theStatusOfAnUnknownIdIsEmptyToo() {
        assertThat(redis.ask(
                        scripts -> scripts.replay, List.of("meta", "pending", "dead", "stats", "tries"), NOW, "nobody"))
                .isEqualTo(List.of("nobody", "", "refused"));
        List<String> keys = List.of("meta", "scheduled", "cancelled", "cancelling", "stats", "watched", "stale");
        assertThat(redis.ask(scripts -> scripts.cancel, keys, NOW, "nobody"))
                .isEqualTo(List.of("nobody", "", "refused"));
        assertThat(redis.ask(scripts -> scripts.watch, List.of("meta", "watched"), NOW, "9", "nobody"))
                .isEqualTo(List.of("nobody", ""));
    }

    @Test
    void anEndOfAnUnknownJobIsUnknown() {
        List<String> done = List.of(
                "meta",
                "pending",
                "processing:w",
                "workers",
                "done",
                "stats",
                "cancelling",
                "watched",
                "stale",
                "cancelled",
                "tries");
        assertThat(redis.ask(
                                scripts -> scripts.completeAndClaim,
                                done,
                                NOW,
                                "w",
                                "c1",
                                "0",
                                "9",
                                "1",
                                "7",
                                "nobody x 1",
                                "7 -")
                        .get(3))
                .isEqualTo(List.of("1", "nobody", "unknown"));
        List<String> released =
                List.of("meta", "processing:w", "pending", "stats", "cancelling", "cancelled", "watched", "tries");
        assertThat(redis.ask(scripts -> scripts.release, released, NOW, "nobody x 1"))
                .isEqualTo(List.of("nobody", "unknown"));
    }
}
