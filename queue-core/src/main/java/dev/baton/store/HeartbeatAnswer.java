package dev.baton.store;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a heartbeat brings home. It is a hint: it may be older than a claim or a completion that was sent meanwhile.
 *
 * @param live whether the incarnation was renewed; false means that it is expired or unknown, and nothing was changed:
 *     the rest is told all the same
 * @param entries the elements of each lane's list, by lane number: bare ids and claimed entries
 * @param cancelAsked ids among the entries whose cancellation was asked for
 * @param paused whether the queue is paused
 * @param nextDueMillis when the next scheduled job is due
 * @param pending length of the pending list
 * @param expiredWorkers how many incarnations of the queue are expired, whether they hold something or not
 * @param serverMillis the time of Redis
 */
public record HeartbeatAnswer(
        boolean live,
        Map<Integer, List<String>> entries,
        Set<String> cancelAsked,
        boolean paused,
        OptionalLong nextDueMillis,
        long pending,
        long expiredWorkers,
        long serverMillis) {}
