package dev.baton.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.model.JobStatus;
import dev.baton.model.Limits;
import dev.baton.store.Claim;
import dev.baton.store.ClaimAnswer;
import dev.baton.store.ClaimAnswer.Verdict;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.Lane;
import dev.baton.store.Settlement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Drafts claims and completions, and reads what they answer: shared by the busy way and the blocking one. */
final class Claims {
    private static final int CLAIM_WIDTH = 5;

    private final Desk desk;

    Claims(Desk desk) {
        this.desk = desk;
    }

    ScriptCall completeAndClaim(Lane lane, List<Ending.Complete> completions, ClaimRequest request) {
        Keys keys = desk.keys(lane.queue());
        requireWithinLimits(request);
        ScriptCall.Draft draft = desk.draft(
                        desk.scripts().completeAndClaim,
                        keys,
                        keys.pending(),
                        keys.processing(lane),
                        keys.workers(),
                        keys.done(),
                        keys.stats(),
                        keys.cancelling(),
                        keys.watched(),
                        keys.stale(),
                        keys.cancelled())
                .with(lane.worker())
                .with(request.call())
                .with(request.most())
                .with(request.maxBytes());
        for (Ending.Complete completion : completions) {
            byte[] told = told(completion);
            draft.with(completion.claim().entry())
                    .with(facts(completion, told.length))
                    .with(told);
        }
        return draft.ready();
    }

    /** What goes into the run hash beside the job; empty for nothing. */
    static byte[] told(Ending.Complete completion) {
        byte[] result = completion.result();
        if (result != null) {
            return result;
        }
        String note = completion.note();
        return note == null ? new byte[0] : note.getBytes(UTF_8);
    }

    /** Size and marks for the index of finished jobs, from which purge knows what to remove without reading it. */
    private static String facts(Ending.Complete completion, int toldBytes) {
        Claim claim = completion.claim();
        StringBuilder facts = new StringBuilder()
                .append((long) claim.record().length + toldBytes)
                .append(' ');
        int bare = facts.length();
        if (completion.chosenId()) {
            facts.append('c');
        }
        if (claim.failures() + claim.crashes() > 0) {
            facts.append('t');
        }
        if (toldBytes > 0) {
            facts.append(completion.result() != null ? 'r' : 'n');
        }
        return facts.length() == bare ? facts.append('-').toString() : facts.toString();
    }

    ClaimAnswer readCompleteAndClaim(
            Answers answers, Lane lane, List<Ending.Complete> completions, ClaimRequest request) {
        ClaimAnswer answer = read(answers, lane, readSettlements(answers.list(2), completions));
        for (Claim claim : answer.claims()) {
            if (!claim.nonce().startsWith(request.call() + "-")) {
                throw Answers.mismatch("a claim of another call");
            }
        }
        return answer;
    }

    /** An answer of the claiming scripts: verdict, now, settlements, dropped, claims. */
    ClaimAnswer read(Answers answers, Lane lane, List<Settlement> settlements) {
        long now = answers.number(1);
        Answers flat = answers.list(4);
        if (flat.size() % CLAIM_WIDTH != 0) {
            throw Answers.mismatch("claims of " + flat.size() + " elements");
        }
        List<Claim> claims = new ArrayList<>(flat.size() / CLAIM_WIDTH);
        for (int at = 0; at < flat.size(); at += CLAIM_WIDTH) {
            Tries tries = Tries.read(flat.text(at + 3));
            claims.add(new Claim(
                    lane,
                    flat.text(at),
                    flat.text(at + 1),
                    flat.text(at + 2),
                    flat.bytes(at + 4),
                    tries.failures(),
                    tries.crashes(),
                    now));
        }
        return new ClaimAnswer(
                verdict(answers.text(0)),
                List.copyOf(claims),
                List.copyOf(answers.list(3).texts()),
                settlements,
                now);
    }

    static List<Settlement> readSettlements(Answers pairs, List<? extends Ending> endings) {
        pairs.requireGroups(endings.size(), 2);
        List<Settlement> settlements = new ArrayList<>(endings.size());
        for (int i = 0; i < endings.size(); i++) {
            String id = endings.get(i).claim().id();
            pairs.requireId(2 * i, id);
            String word = pairs.text(2 * i + 1);
            settlements.add(new Settlement(id, word.equals("recorded"), statusFound(word)));
        }
        return settlements;
    }

    /** Null if it was recorded, or if there is no such job. */
    private static @Nullable JobStatus statusFound(String word) {
        return switch (word) {
            case "recorded", "unknown" -> null;
            case "conceded" -> JobStatus.CANCELLED;
            default -> JobStatus.ofWord(word).orElse(null);
        };
    }

    private static Verdict verdict(String word) {
        return switch (word) {
            case "none" -> Verdict.NONE;
            case "expired" -> Verdict.EXPIRED;
            case "paused" -> Verdict.PAUSED;
            case "empty" -> Verdict.EMPTY;
            case "taken" -> Verdict.TAKEN;
            default -> throw Answers.mismatch("an unknown verdict");
        };
    }

    static void requireWithinLimits(ClaimRequest request) {
        if (request.most() < 0 || request.most() > Limits.BATCH) {
            throw new IllegalArgumentException(
                    "A claim of " + request.most() + " jobs is not allowed: use 0 to " + Limits.BATCH);
        }
        if (request.maxBytes() < 1) {
            throw new IllegalArgumentException(
                    "A claim of " + request.maxBytes() + " bytes is not allowed: use 1 or more");
        }
    }
}
