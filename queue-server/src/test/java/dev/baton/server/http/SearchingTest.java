package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.model.JobType;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of jobs: filters, pages, bounds. */
@WithRedis
class SearchingTest {
    private static final JobType<String, String> A = JobType.of("a", String.class, String.class);
    private static final JobType<String, String> B = JobType.of("b", String.class, String.class);

    private OpenDoor door;

    @BeforeEach
    void open(RedisUri redis) {
        door = OpenDoor.on(redis);
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void filtersFindWhatTheySay(TestBaton test) {
        test.seed("q", A, "needle", options -> options.id("p1")).pending();
        test.seed("q", B, "hay", options -> options.id("p2").tags("red")).pending();
        test.seed("q", A, "hay", options -> options.id("d1")).dead(new IllegalStateException("needle"));
        test.seed("q", A, "hay", options -> options.id("c1")).cancelled();

        assertThat(ids("")).containsExactlyInAnyOrder("p1", "p2", "d1", "c1");
        assertThat(ids("?state=pending")).containsExactly("p1", "p2");
        assertThat(ids("?type=a")).containsExactlyInAnyOrder("p1", "d1", "c1");
        assertThat(ids("?tag=red")).containsExactly("p2");
        assertThat(ids("?text=needle")).containsExactlyInAnyOrder("p1", "d1");
        assertThat(ids("?text=needle&state=dead")).containsExactly("d1");
        assertThat(ids("?since=2999-01-01T00:00:00Z")).isEmpty();
        assertThat(ids("?until=2999-01-01T00:00:00%2B01:00")).hasSize(4);
    }

    @Test
    void pagesOfAnySizeGiveEveryJobOnce(TestBaton test) {
        for (int i = 0; i < 130; i++) {
            test.queue("q").enqueue(i % 2 == 0 ? A : B, "x");
        }
        test.seed("q", A, "x").cancelled();
        for (int limit : List.of(1, 7, 100, 1000)) {
            assertThat(ids("?limit=" + limit))
                    .as("pages of " + limit)
                    .hasSize(131)
                    .doesNotHaveDuplicates();
            assertThat(ids("?type=b&limit=" + limit)).hasSize(65).doesNotHaveDuplicates();
        }
    }

    @Test
    void aCallReadsNoMoreThanFourThousandJobs(TestBaton test) {
        List<String> many = java.util.Collections.nCopies(1000, "x");
        for (int i = 0; i < 5; i++) {
            test.queue("q").enqueueAll(A, many);
        }
        JsonNode first = door.get("/api/v1/queues/q/jobs?type=b").is(200).json();
        assertThat(first.path("jobs")).isEmpty();
        assertThat(first.path("read").asInt()).isEqualTo(4_000);

        JsonNode second = door.get("/api/v1/queues/q/jobs?type=b&cursor="
                        + first.path("cursor").asText())
                .is(200)
                .json();
        assertThat(second.path("read").asInt()).isEqualTo(1000);
        assertThat(second.has("cursor")).isFalse();
    }

    private List<String> ids(String query) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            String path = "/api/v1/queues/q/jobs" + query;
            JsonNode page = door.get(
                            path + (cursor.isEmpty() ? "" : (query.isEmpty() ? "?" : "&") + "cursor=" + cursor))
                    .is(200)
                    .json();
            page.path("jobs").forEach(job -> ids.add(job.path("id").asText()));
            cursor = page.path("cursor").asText();
        } while (!cursor.isEmpty());
        return ids;
    }
}
