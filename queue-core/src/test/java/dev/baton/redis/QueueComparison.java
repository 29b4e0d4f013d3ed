package dev.baton.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.JobStatus;
import io.lettuce.core.KeyValue;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Holds a {@link QueueState} against what stands in Redis. */
final class QueueComparison {
    private final QueueState state;

    QueueComparison(QueueState state) {
        this.state = state;
    }

    /** Everything in Redis against everything here. */
    void compare() {
        List<String> there = state.redis.list("pending");
        Collections.reverse(there);
        assertThat(there).as("pending").isEqualTo(state.pending);
        state.hands.forEach((lane, hand) -> assertThat(state.redis.raw().lrange(QueueState.list(lane), 0, -1))
                .as("%s", lane)
                .isEqualTo(hand));
        TreeSet<String> scheduled = new TreeSet<>();
        TreeSet<String> stale = new TreeSet<>();
        TreeSet<String> asked = new TreeSet<>();
        state.jobs.forEach((id, job) -> {
            if (QueueState.waits(job)) {
                scheduled.add(id + " " + job.due);
            }
            if (job.stale) {
                stale.add(id);
            }
            if (job.asked) {
                asked.add(id);
            }
        });
        TreeSet<String> scheduledThere = new TreeSet<>();
        state.redis
                .raw()
                .zrangeWithScores("baton:{q}:scheduled", 0, -1)
                .forEach(one -> scheduledThere.add(one.getValue() + " " + (long) one.getScore()));
        assertThat(scheduledThere).as("scheduled").isEqualTo(scheduled);
        assertThat(state.redis.raw().smembers("baton:{q}:stale")).as("stale").isEqualTo(stale);
        assertThat(state.redis.raw().smembers("baton:{q}:cancelling"))
                .as("cancelling")
                .isEqualTo(asked);
        compareJobs();
        assertInvariants();
    }

    private void compareJobs() {
        List<String> ids = List.copyOf(state.jobs.keySet());
        if (ids.isEmpty()) {
            return;
        }
        List<KeyValue<String, String>> statuses = state.redis
                .raw()
                .mget(ids.stream().map(id -> QueueState.key(id, ":status")).toArray(String[]::new));
        for (int i = 0; i < ids.size(); i++) {
            assertThat(statuses.get(i).getValueOrElse("none"))
                    .as(ids.get(i))
                    .isEqualTo(state.job(ids.get(i)).status.word());
        }
        List<String> tries = state.redis.raw().hmget("baton:{q}:tries", ids.toArray(String[]::new)).stream()
                .map(found -> found.getValueOrElse("0 0 0"))
                .toList();
        for (int i = 0; i < ids.size(); i++) {
            QueueState.Job job = state.job(ids.get(i));
            if (!job.purged) {
                assertThat(tries.get(i))
                        .as("tries of %s", ids.get(i))
                        .startsWith(job.failures + " " + job.crashes + " ")
                        .satisfies(words -> assertThat(words.endsWith(" once")).isEqualTo(job.once));
            }
        }
        for (int i = 0; i < 3; i++) { // a few each time, for the sake of time
            String id = state.any(ids);
            QueueState.Job job = state.job(id);
            if (job.status == JobStatus.DONE && !job.purged) {
                Map<String, String> run = state.redis.raw().hgetall(QueueState.key(id, ":run"));
                String told = run.containsKey("result")
                        ? "result " + run.get("result")
                        : run.containsKey("note") ? "note " + run.get("note") : null;
                assertThat(told).as("told of %s", id).isEqualTo(job.told);
            }
        }
    }

    private void assertInvariants() {
        Map<String, Integer> places = new TreeMap<>();
        state.pending.forEach(id -> places.merge(id, 1, Integer::sum));
        state.hands
                .values()
                .forEach(hand -> hand.forEach(element -> places.merge(QueueState.idOf(element), 1, Integer::sum)));
        state.jobs.forEach((id, job) -> {
            int expected = job.status == JobStatus.PENDING || job.status == JobStatus.IN_PROGRESS || job.stale ? 1 : 0;
            assertThat(places.getOrDefault(id, 0))
                    .as("places of %s, %s", id, job.status)
                    .isEqualTo(expected);
            places.remove(id);
        });
        assertThat(places).as("unknown ids in lists").isEmpty();
    }
}
