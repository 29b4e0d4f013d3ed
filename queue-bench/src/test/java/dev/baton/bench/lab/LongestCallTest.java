package dev.baton.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LongestCallTest {
    private static final String SLOWER_THAN = "slowlog-log-slower-than";

    @Test
    void tellsTheLongestScriptCallOnTheQueueSinceItWatches() {
        try (Lab lab = Lab.inMemory()) {
            lab.redis().configSet(SLOWER_THAN, "0");
            String busy = lab.redis().scriptLoad("local n = 0 for i = 1, tonumber(ARGV[1]) do n = n + 1 end return n");
            call(lab, busy, "mine", "3000000");
            try (LongestCall mine = LongestCall.watch(lab, "mine");
                    LongestCall other = LongestCall.watch(lab, "other")) {
                assertThat(mine.millis()).isEmpty();

                call(lab, busy, "mine", "500000");

                assertThat(mine.millis().orElseThrow()).isGreaterThan(0.2);
                assertThat(other.millis()).isEmpty();
            }
            assertThat(lab.redis().configGet(SLOWER_THAN)).isEqualTo(Map.of(SLOWER_THAN, "0"));
        }
    }

    private static void call(Lab lab, String script, String queue, String rounds) {
        String[] keys = {"baton:{" + queue + "}:pending"};
        Object unused = lab.redis().<Object>evalsha(script, ScriptOutputType.INTEGER, keys, rounds);
    }
}
