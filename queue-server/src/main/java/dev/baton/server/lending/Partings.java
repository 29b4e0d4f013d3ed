package dev.baton.server.lending;

import dev.baton.model.JobStatus;
import dev.baton.model.Limits;
import dev.baton.server.lending.LeaseEnd.Verdict;
import dev.baton.server.lending.LendingDesk.Parts;
import dev.baton.store.Claim;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.Lane;
import dev.baton.store.LeaseStore.Extension;
import dev.baton.store.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends and extends the leases of one queue, those together that come together. Thread-safe. */
final class Partings {
    private static final Logger LOG = LoggerFactory.getLogger(Partings.class);
    /** Results of one batch must fit into one call, whatever their size. */
    private static final int MOST = 250;

    private final String queue;
    private final Lane lane;
    private final Parts parts;
    private final Batches<Asked> ends = new Batches<>(MOST, this::send);
    private final Batches<Longer> extensions = new Batches<>(Limits.BATCH, this::sendExtensions);

    Partings(String queue, Parts parts) {
        this.queue = queue;
        this.lane = Lane.ofLeases(queue);
        this.parts = parts;
    }

    private record Asked(Parting parting, CompletableFuture<LeaseEnd> answer) {}

    private record Longer(String entry, Duration lease, CompletableFuture<LeaseEnd> answer) {}

    /** What is sent to the store: the claim is known by now. */
    private record Known(Asked asked, Ending ending) {}

    CompletableFuture<LeaseEnd> end(Parting parting) {
        CompletableFuture<LeaseEnd> answer = new CompletableFuture<>();
        ends.add(new Asked(parting, answer));
        return answer;
    }

    CompletableFuture<LeaseEnd> extend(LeaseToken token, Duration lease) {
        CompletableFuture<LeaseEnd> answer = new CompletableFuture<>();
        extensions.add(new Longer(new Parting.Release(token).entry(), lease, answer));
        return answer;
    }

    /** Ends claims that no consumer has seen, or may keep. If that fails, they come back when their lease runs out. */
    void giveBack(List<Ending> endings) {
        if (endings.isEmpty()) {
            return;
        }
        CompletableFuture<List<Settlement>> unused = Counter.ask(
                        () -> parts.store().workers().settle(lane, endings))
                .whenComplete((settled, error) -> {
                    if (error != null) {
                        LOG.warn(
                                "Queue {}: {} claims that nobody wants could not be given back, and come back when their"
                                        + " lease runs out: {}",
                                queue,
                                endings.size(),
                                Counter.cause(error).toString());
                    }
                });
    }

    private CompletableFuture<?> send(List<Asked> batch) {
        List<String> forgotten = new ArrayList<>();
        Map<String, Claim> claims = new LinkedHashMap<>();
        for (Asked asked : batch) {
            String entry = asked.parting().entry();
            parts.memory()
                    .find(queue, entry)
                    .ifPresentOrElse(claim -> claims.put(entry, claim), () -> forgotten.add(entry));
        }
        return recall(forgotten, claims)
                .thenCompose(known -> settle(batch, claims))
                .whenComplete((done, error) -> {
                    if (error != null) {
                        batch.forEach(asked -> asked.answer().completeExceptionally(Counter.cause(error)));
                    }
                });
    }

    private CompletableFuture<?> recall(List<String> entries, Map<String, Claim> claims) {
        if (entries.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return Counter.ask(() -> parts.store().leases().recall(queue, entries)).thenAccept(found -> {
            for (Optional<Claim> claim : found) {
                claim.ifPresent(recalled -> claims.put(recalled.entry(), recalled));
            }
        });
    }

    private CompletableFuture<?> settle(List<Asked> batch, Map<String, Claim> claims) {
        List<Known> completions = new ArrayList<>();
        List<Known> others = new ArrayList<>();
        for (Asked asked : batch) {
            Claim claim = claims.get(asked.parting().entry());
            if (claim == null) {
                asked.answer().complete(new LeaseEnd(Verdict.NOT_YOURS, null));
                continue;
            }
            Ending ending = asked.parting().ending(claim, parts.judgement());
            (ending instanceof Ending.Complete ? completions : others).add(new Known(asked, ending));
        }
        CompletableFuture<?> first = completions.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : Counter.ask(() -> parts.store()
                                .workers()
                                .completeAndClaim(
                                        lane,
                                        completions.stream()
                                                .map(known -> (Ending.Complete) known.ending())
                                                .toList(),
                                        new ClaimRequest("none", 0, 1)))
                        .thenCompose(answer -> tell(completions, answer.settlements()));
        CompletableFuture<?> second = others.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : Counter.ask(() -> parts.store()
                                .workers()
                                .settle(lane, others.stream().map(Known::ending).toList()))
                        .thenCompose(settled -> tell(others, settled));
        return CompletableFuture.allOf(first, second);
    }

    /**
     * A job that is where the consumer wanted it, though its claim does not stand any more: either it asks a second time, or
     * another one did the work after this one's lease ran out. Redis tells the two apart.
     */
    private CompletableFuture<?> tell(List<Known> known, List<Settlement> settlements) {
        List<Known> doubtful = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
            Known one = known.get(i);
            Settlement settled = settlements.get(i);
            parts.memory().remove(queue, one.ending().claim().entry());
            if (settled.recorded()) {
                one.asked().answer().complete(new LeaseEnd(Verdict.DONE, Parting.statusAfter(one.ending())));
            } else if (settled.status() == JobStatus.CANCELLED && !(one.ending() instanceof Ending.Concede)) {
                one.asked().answer().complete(new LeaseEnd(Verdict.CANCELLED, JobStatus.CANCELLED));
            } else if (settled.reached(Parting.statusAfter(one.ending()))) {
                doubtful.add(one);
            } else {
                one.asked().answer().complete(new LeaseEnd(Verdict.NOT_YOURS, settled.status()));
            }
        }
        if (doubtful.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        List<String> entries =
                doubtful.stream().map(one -> one.ending().claim().entry()).toList();
        return Counter.ask(() -> parts.store().leases().recall(queue, entries)).thenAccept(found -> {
            for (int i = 0; i < doubtful.size(); i++) {
                Known one = doubtful.get(i);
                Verdict verdict = found.get(i).isPresent() ? Verdict.REPEATED : Verdict.NOT_YOURS;
                one.asked().answer().complete(new LeaseEnd(verdict, Parting.statusAfter(one.ending())));
            }
        });
    }

    private CompletableFuture<?> sendExtensions(List<Longer> batch) {
        Map<Duration, List<Longer>> byLength = new LinkedHashMap<>();
        batch.forEach(one -> byLength.computeIfAbsent(one.lease(), length -> new ArrayList<>())
                .add(one));
        List<CompletableFuture<?>> calls = new ArrayList<>();
        byLength.forEach((lease, some) -> calls.add(Counter.ask(() -> parts.store()
                        .leases()
                        .extend(queue, some.stream().map(Longer::entry).toList(), lease))
                .whenComplete((found, error) -> {
                    for (int i = 0; i < some.size(); i++) {
                        if (error != null) {
                            some.get(i).answer().completeExceptionally(Counter.cause(error));
                        } else {
                            some.get(i).answer().complete(told(found.get(i)));
                        }
                    }
                })));
        return CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new));
    }

    private static LeaseEnd told(Extension extension) {
        if (!extension.extended()) {
            return new LeaseEnd(Verdict.NOT_YOURS, extension.status());
        }
        return new LeaseEnd(extension.cancelAsked() ? Verdict.CANCEL_ASKED : Verdict.DONE, JobStatus.IN_PROGRESS);
    }
}
