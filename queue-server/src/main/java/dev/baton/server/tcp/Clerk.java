package dev.baton.server.tcp;

import dev.baton.JobHandle;
import dev.baton.model.JobType;
import dev.baton.server.Gateway;
import dev.baton.server.lending.Lease;
import dev.baton.server.lending.LeaseEnd;
import dev.baton.server.lending.LeaseToken;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries requests out. Never blocks; thread-safe. */
final class Clerk {
    static final String HELP = "ENQUEUE queue words | DEQUEUE queue [wait-seconds] | ACK token | NACK token |"
            + " CREATE queue [time-out-seconds] | LIST | STATUS [queue] [id] | AUTH key | HELP | QUIT |"
            + " older: Task: words | NEXT | STATUS | EXIT";

    /** What words are enqueued as. */
    static final JobType<String, Void> TEXT = JobType.of("text", String.class);

    private static final Logger LOG = LoggerFactory.getLogger(Clerk.class);

    private final Gateway gateway;
    private final LeaseLengths lengths;
    private final Looks looks;

    Clerk(Gateway gateway, LeaseLengths lengths) {
        this.gateway = gateway;
        this.lengths = lengths;
        this.looks = new Looks(gateway);
    }

    /** Begins. What goes wrong at once comes in the answer, too. */
    Errand start(Request request) {
        try {
            return begin(request);
        } catch (RuntimeException e) {
            return Errand.of(CompletableFuture.failedFuture(e));
        }
    }

    /** The answer did not reach the client: nobody else shall wait for the end of a lease that nobody knows of. */
    void undelivered(Answer answer) {
        LeaseToken token = answer.lent();
        if (token == null) {
            return;
        }
        try {
            CompletableFuture<LeaseEnd> unused = gateway.lending()
                    .release(token)
                    .whenComplete((end, error) -> {
                        if (error != null) {
                            LOG.debug("A lease that nobody took comes back when it runs out", error);
                        }
                    });
        } catch (RuntimeException e) {
            LOG.debug("A lease that nobody took comes back when it runs out", e);
        }
    }

    private Errand begin(Request request) {
        if (request instanceof Request.Enqueue enqueue) {
            return enqueue(enqueue);
        } else if (request instanceof Request.Dequeue dequeue) {
            return ClaimErrand.start(
                    lengths.of(dequeue.queue()),
                    (wait, lease) -> gateway.lending().claim(dequeue.queue(), 1, wait, lease),
                    dequeue.patience(),
                    lease -> CompletableFuture.completedFuture(new Answer(
                            lease.token() + " " + Words.of(lease.job().payload()), lease.token())));
        } else if (request instanceof Request.Next next) {
            return ClaimErrand.start(
                    lengths.of(next.queue()),
                    (wait, lease) -> gateway.lending().claim(next.queue(), 1, wait, lease),
                    Duration.ZERO,
                    this::completeAtOnce);
        } else if (request instanceof Request.End end) {
            return Errand.of(end(end).thenApply(Clerk::told));
        } else if (request instanceof Request.Create create) {
            return Errand.of(lengths.create(create.queue(), create.lease()).thenApply(done -> Answer.OK));
        } else if (request instanceof Request.Look look) {
            return Errand.of(looks.at(look));
        } else if (request instanceof Request.Talk talk) {
            return Errand.done(talk(talk));
        }
        throw new IllegalStateException("a request that nobody carries out: " + request);
    }

    private Errand enqueue(Request.Enqueue enqueue) {
        CompletableFuture<JobHandle<Void>> job =
                gateway.baton().queue(enqueue.queue()).enqueueAsync(TEXT, enqueue.words());
        return Errand.of(
                job.thenApply(handle -> Answer.of(enqueue.older() ? "Task " + handle.id() + " added" : handle.id())));
    }

    /**
     * The older dialect knows no end of a claim: what is answered is done. If nobody knows whether it is, the words are
     * answered all the same: rather twice than never.
     */
    private CompletableFuture<Answer> completeAtOnce(Lease lease) {
        String words = Words.of(lease.job().payload());
        return gateway.lending().complete(lease.token(), null).handle((end, error) -> {
            if (error == null) {
                return end.verdict() == LeaseEnd.Verdict.DONE || end.verdict() == LeaseEnd.Verdict.REPEATED
                        ? Answer.of(words)
                        : Answer.error("the job was taken away meanwhile, ask again");
            }
            return Refusals.mayHaveHappened(error) ? Answer.of(words) : Refusals.of(error);
        });
    }

    private CompletableFuture<LeaseEnd> end(Request.End end) {
        return end.done()
                ? gateway.lending().complete(end.token(), null)
                : gateway.lending().release(end.token());
    }

    private static Answer told(LeaseEnd end) {
        return switch (end.verdict()) {
            case DONE, REPEATED, CANCEL_ASKED -> Answer.OK;
            case CANCELLED -> Answer.of("OK cancelled");
            case NOT_YOURS -> Answer.error("not yours");
        };
    }

    private static Answer talk(Request.Talk talk) {
        if (talk instanceof Request.Help) {
            return Answer.of(HELP);
        } else if (talk instanceof Request.Bye) {
            return Answer.of("BYE");
        } else if (talk instanceof Request.Wrong wrong) {
            return Answer.error(wrong.why());
        } else if (talk instanceof Request.Unknown unknown) {
            return Answer.error(unknown.why());
        }
        if (talk instanceof Request.Foreign foreign) {
            return Answer.error(foreign.why());
        }
        throw new IllegalStateException("a request that nobody answers: " + talk);
    }
}
