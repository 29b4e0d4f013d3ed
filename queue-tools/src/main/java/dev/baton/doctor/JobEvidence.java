package dev.baton.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * All that stands in Redis of one job at one instant, as {@code look.lua} answers it.
 *
 * @param status empty if there is none; begins with {@code ?} if its key has a foreign type
 * @param recordBytes -1 if there is no record, -2 if its key has a foreign type
 * @param pending how often it stands in {@code pending}
 * @param held its elements in processing lists, bare or claimed
 * @param tries empty if there are none
 * @param done how often it stands in {@code done}; -1 if that was not looked at, as of {@code remembered} and {@code fading}
 * @param salvaged the counter of the queue, empty if there is none
 */
record JobEvidence(
        String id,
        String status,
        long recordBytes,
        int pending,
        List<Held> held,
        boolean scheduled,
        String tries,
        boolean run,
        String flags,
        int done,
        int remembered,
        int fading,
        String salvaged) {

    /** One element of a processing list, named without what all keys of the queue begin with. */
    record Held(String list, String element) {
        boolean isClaim() {
            return element.indexOf(' ') >= 0;
        }
    }

    static JobEvidence read(List<?> answer) {
        List<?> places = (List<?>) answer.get(4);
        List<Held> held = new ArrayList<>(places.size() / 2);
        for (int i = 0; i < places.size(); i += 2) {
            held.add(new Held(text(places, i), text(places, i + 1)));
        }
        return new JobEvidence(
                text(answer, 0),
                text(answer, 1),
                Long.parseLong(text(answer, 2)),
                number(answer, 3),
                List.copyOf(held),
                text(answer, 5).equals("1"),
                text(answer, 6),
                text(answer, 7).equals("1"),
                text(answer, 8),
                number(answer, 9),
                number(answer, 10),
                number(answer, 11),
                text(answer, 12));
    }

    /** The same, once it is known how often it stands in the lists of ended jobs. */
    JobEvidence withEnds(int inDone, int inRemembered, int inFading) {
        return with(pending, held, inDone, inRemembered, inFading);
    }

    /** The same, once it is known where it stands. */
    JobEvidence withPlaces(int inPending, List<Held> inHands) {
        return with(inPending, List.copyOf(inHands), done, remembered, fading);
    }

    private JobEvidence with(int inPending, List<Held> inHands, int inDone, int inRemembered, int inFading) {
        return new JobEvidence(
                id,
                status,
                recordBytes,
                inPending,
                inHands,
                scheduled,
                tries,
                run,
                flags,
                inDone,
                inRemembered,
                inFading,
                salvaged);
    }

    /** What changes whenever the job moves, and what the verdict goes by; {@code lua/lib/stamp.lua} spells the same. */
    String stamp() {
        return String.join(
                "|",
                status,
                hasRecord() ? "1" : "0",
                scheduled ? "1" : "0",
                isStale() ? "1" : "0",
                isCancelling() ? "1" : "0",
                salvaged,
                tries);
    }

    int bare() {
        return held.size() - claims();
    }

    int claims() {
        return (int) held.stream().filter(Held::isClaim).count();
    }

    /** How often it stands in pending, in scheduled and in processing lists. */
    int places() {
        return pending + held.size() + (scheduled ? 1 : 0);
    }

    boolean hasRecord() {
        return recordBytes >= 0;
    }

    boolean isStale() {
        return flags.indexOf('s') >= 0;
    }

    boolean isCancelling() {
        return flags.indexOf('g') >= 0;
    }

    boolean isWatched() {
        return flags.indexOf('w') >= 0;
    }

    boolean isInDead() {
        return flags.indexOf('d') >= 0;
    }

    boolean isInCancelled() {
        return flags.indexOf('c') >= 0;
    }

    boolean hasForeignType() {
        return status.startsWith("?") || recordBytes == -2;
    }

    /** Where it stands, in words. */
    String whereabouts() {
        List<String> words = new ArrayList<>();
        if (pending > 0) {
            words.add(pending == 1 ? "pending" : "pending " + pending + " times");
        }
        if (scheduled) {
            words.add("scheduled");
        }
        for (Held one : held.subList(0, Math.min(4, held.size()))) {
            words.add((one.isClaim() ? "claimed in " : "bare in ") + one.list());
        }
        if (held.size() > 4) {
            words.add("and " + (held.size() - 4) + " more");
        }
        return words.isEmpty() ? "nowhere" : String.join(", ", words);
    }

    private static String text(List<?> list, int at) {
        return String.valueOf(list.get(at));
    }

    private static int number(List<?> list, int at) {
        return Integer.parseInt(text(list, at));
    }
}
