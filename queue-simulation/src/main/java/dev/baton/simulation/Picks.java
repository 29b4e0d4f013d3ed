package dev.baton.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Picks the next step at random. Each schedule leaves out some kinds of faults altogether and has others more often, so that
 * what needs many of one kind is found too (swarm testing, Groce et al. 2012).
 */
final class Picks {
    private static final Map<Deed, Integer> USUAL = new EnumMap<>(Deed.class);

    static {
        for (Deed deed : Deed.values()) {
            USUAL.put(deed, 4);
        }
        USUAL.putAll(Map.of(
                Deed.EXECUTE, 110,
                Deed.DELIVER, 110,
                Deed.START, 50,
                Deed.RETURN, 20,
                Deed.THROW, 20,
                Deed.RING, 30,
                Deed.BEAT, 36,
                Deed.RECLAIM, 16,
                Deed.TIME, 26,
                Deed.ENQUEUE, 20));
        USUAL.putAll(Map.of(
                Deed.HIRE, 20,
                Deed.CANCEL, 8,
                Deed.PAUSE, 2,
                Deed.STOP, 1,
                Deed.LOSE_REQUEST, 6,
                Deed.LOSE_ANSWER, 10,
                Deed.DELAY, 10,
                Deed.GHOST, 14,
                Deed.CLOCK_FORWARD, 2,
                Deed.CLOCK_BACK, 2));
        USUAL.put(Deed.ENQUEUE_ONCE, 8);
    }

    private static final Deed[] DEEDS = Deed.values();
    private static final int CHOICES = 8;

    private final SplittableRandom random;
    private final int[] upTo = new int[DEEDS.length];

    Picks(SplittableRandom random) {
        this.random = random;
        int sum = 0;
        for (int i = 0; i < DEEDS.length; i++) {
            int weight = USUAL.getOrDefault(DEEDS[i], 0);
            sum += DEEDS[i].fault ? weight * random.nextInt(3) * 2 / 3 : weight;
            upTo[i] = sum;
        }
    }

    Step next() {
        int pick = random.nextInt(upTo[upTo.length - 1]);
        int at = 0;
        while (upTo[at] <= pick) {
            at++;
        }
        return new Step(DEEDS[at], random.nextInt(World.PLACES), random.nextInt(CHOICES));
    }
}
