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
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Drafts claims and completions, and reads what they answer: shared by the busy way and the blocking one. */
final class Claims {
    private static final int CLAIM_WIDTH = 2;
    private static final int TRIED_WIDTH = 2;
    private static final int UNSETTLED_WIDTH = 3;

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
                        keys.hand(lane),
                        keys.workers(),
                        keys.done(),
                        keys.stats(),
                        keys.cancelling(),
                        keys.watched(),
                        keys.stale(),
                        keys.cancelled(),
                        keys.tries())
                .with(lane.worker())
                .with(request.call())
                .with(request.most())
                .with(request.maxBytes())
                .with(completions.size())
                .with(completions.stream().mapToLong(Claims::bytes).sum());
        for (Ending.Complete completion : completions) {
            byte[] told = told(completion);
            draft.with(completion.claim().entry()).with(facts(completion, told.length));
            if (told.length > 0) {
                draft.with(told);
            }
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

    private static long bytes(Ending.Complete completion) {
        return (long) completion.claim().record().length + told(completion).length;
    }

    /** Size and marks for the index of finished jobs, from which purge knows what to remove without reading it. */
    private static String facts(Ending.Complete completion, int toldBytes) {
        Claim claim = completion.claim();
        StringBuilder facts = new StringBuilder().append(bytes(completion)).append(' ');
        int bare = facts.length();
        if (completion.chosenId()) {
            facts.append('c');
        }
        if (claim.tried()) {
            facts.append('t');
        }
        if (toldBytes > 0) {
            facts.append(completion.result() != null ? 'r' : 'n');
        }
        return facts.length() == bare ? facts.append('-').toString() : facts.toString();
    }

    ClaimAnswer readCompleteAndClaim(
            Answers answers, Lane lane, List<Ending.Complete> completions, ClaimRequest request) {
        return read(answers, lane, request, readSettlements(answers.list(3), completions));
    }

    /**
     * An answer of the claiming scripts: verdict, call, now, unsettled, dropped, claims, tried. It echoes the call, which no
     * other question of this incarnation shares.
     */
    ClaimAnswer read(Answers answers, Lane lane, ClaimRequest request, List<Settlement> settlements) {
        if (!answers.text(1).equals(request.call())) {
            throw Answers.mismatch("an answer to another call");
        }
        long now = answers.number(2);
        Answers flat = answers.list(5);
        if (flat.size() % CLAIM_WIDTH != 0) {
            throw Answers.mismatch("claims of " + flat.size() + " elements");
        }
        List<Claim> claims = new ArrayList<>(flat.size() / CLAIM_WIDTH);
        Tries[] tries = readTried(answers.list(6), flat.size() / CLAIM_WIDTH);
        for (int at = 0; at < flat.size(); at += CLAIM_WIDTH) {
            claims.add(readClaim(lane, flat.text(at), tries[at / CLAIM_WIDTH], flat.bytes(at + 1), now));
        }
        return new ClaimAnswer(
                verdict(answers.text(0)),
                List.copyOf(claims),
                List.copyOf(answers.list(4).texts()),
                settlements,
                now);
    }

    /** What is noted of each claim: of most of them nothing, and of those the answer is silent. */
    private static Tries[] readTried(Answers tried, int claims) {
        Tries[] tries = new Tries[claims];
        Arrays.fill(tries, Tries.NONE);
        for (int at = 0; at < tried.size(); at += TRIED_WIDTH) {
            int which = tried.count(at) - 1;
            if (which < 0 || which >= claims) {
                throw Answers.mismatch("tries of a claim that was not told of");
            }
            tries[which] = Tries.read(tried.text(at + 1));
        }
        return tries;
    }

    /** @param entry exactly as it stands in the list: "id nonce fence" */
    private static Claim readClaim(Lane lane, String entry, Tries tries, byte[] record, long now) {
        int afterId = entry.indexOf(' ');
        if (afterId < 0 || entry.indexOf(' ', afterId + 1) < 0) {
            throw Answers.mismatch("an entry of a claim without its nonce");
        }
        return new Claim(
                lane,
                entry.substring(0, afterId),
                entry,
                record,
                tries.failures(),
                tries.crashes(),
                tries.noted(),
                now);
    }

    /** Of completions: each was recorded, unless the answer tells something else of it. */
    private static List<Settlement> readSettlements(Answers unsettled, List<Ending.Complete> completions) {
        List<Settlement> settlements = new ArrayList<>(completions.size());
        for (Ending.Complete completion : completions) {
            settlements.add(new Settlement(completion.claim().id(), true, null));
        }
        for (int at = 0; at < unsettled.size(); at += UNSETTLED_WIDTH) {
            int which = unsettled.count(at) - 1;
            if (which < 0 || which >= completions.size()) {
                throw Answers.mismatch("a word about a completion that was not asked about");
            }
            String id = completions.get(which).claim().id();
            unsettled.requireId(at + 1, id);
            settlements.set(which, new Settlement(id, false, statusFound(unsettled.text(at + 2))));
        }
        return settlements;
    }

    /** Of all other endings: a pair each. */
    static List<Settlement> readPairs(Answers pairs, List<? extends Ending> endings) {
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
            case "last" -> Verdict.LAST;
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
