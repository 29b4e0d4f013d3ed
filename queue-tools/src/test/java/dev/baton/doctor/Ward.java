package dev.baton.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.JobType;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import java.util.List;
import java.util.Objects;

/** The queue "emails" of a test: damaged by hand, examined and mended. */
final class Ward {
    static final String QUEUE = "emails";
    static final String BASE = "baton:{emails}:";
    static final JobType<String, Integer> GREET = JobType.of("greet", String.class, Integer.class);

    private final RedisUri uri;
    private final RawRedis redis;

    Ward(RedisUri uri, RawRedis redis) {
        this.uri = uri;
        this.redis = redis;
    }

    /** A command whose second word is a key of the queue. */
    Object hurt(String command, String key, String... rest) {
        String[] words = new String[rest.length + 2];
        words[0] = command;
        words[1] = BASE + key;
        System.arraycopy(rest, 0, words, 2, rest.length);
        return String.valueOf(redis.call(words));
    }

    List<String> texts(String command, String key, String... rest) {
        String[] words = new String[rest.length + 2];
        words[0] = command;
        words[1] = BASE + key;
        System.arraycopy(rest, 0, words, 2, rest.length);
        return redis.texts(words);
    }

    Diagnosis diagnosis() {
        try (Doctor doctor = Doctor.connect(uri.uri())) {
            return doctor.examine(QUEUE);
        }
    }

    /** Violations as {@code <code> <id>}, the id left out where there is none. */
    List<String> violations() {
        return violationsOf(diagnosis());
    }

    static List<String> violationsOf(Diagnosis diagnosis) {
        return diagnosis.findings().stream()
                .filter(finding -> finding.code().kind() == Code.Kind.VIOLATION)
                .map(finding -> (finding.code().word() + " " + finding.id()).strip())
                .toList();
    }

    /** What was done, in words. */
    List<String> mend() {
        try (Doctor doctor = Doctor.connect(uri.uri())) {
            Diagnosis diagnosis = doctor.examine(QUEUE);
            return doctor.mend(diagnosis).stream()
                    .filter(Repair::mended)
                    .map(Repair::deed)
                    .toList();
        }
    }

    /** Mends, and finds nothing afterwards. */
    void assertMended(String... deeds) {
        assertThat(mend()).containsExactly(deeds);
        assertThat(violations()).isEmpty();
    }

    String status(String id) {
        return Objects.requireNonNull(redis.text("GET", BASE + "job:" + id + ":status"));
    }

    String nowMillis(long plus) {
        long seconds = Long.parseLong(redis.texts("TIME").get(0));
        return Long.toString(seconds * 1_000 + plus);
    }

    /** Makes the latest claim of the worker one of a remote consumer, whose lease runs out so long from now. */
    void lease(String worker, long millis) {
        hurt("ZADD", "leases", nowMillis(millis), String.valueOf(hurt("LPOP", "processing:" + worker)));
    }

    /** A worker that nobody runs, and that is alive for an hour. */
    void liveWorker(String name) {
        hurt("ZADD", "workers", nowMillis(3_600_000), name);
    }
}
