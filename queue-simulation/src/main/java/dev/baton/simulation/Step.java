package dev.baton.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One step of a schedule, as it stands in a trace: {@code deed worker which}. {@code which} counts among what is there to
 * choose from, and goes round: so a step keeps a meaning when others are left out before it.
 */
record Step(Deed deed, int worker, int which) {
    @Override
    public String toString() {
        return deed.word() + " " + worker + " " + which;
    }

    /** @throws IllegalArgumentException if it is none */
    static Step parse(String line) {
        String[] words = line.strip().split("\\s+");
        if (words.length == 3) {
            try {
                return new Step(
                        Deed.valueOf(words[0].toUpperCase(Locale.ROOT).replace('-', '_')),
                        Integer.parseUnsignedInt(words[1]),
                        Integer.parseUnsignedInt(words[2]));
            } catch (IllegalArgumentException e) {
                throw noStep(line);
            }
        }
        throw noStep(line);
    }

    private static IllegalArgumentException noStep(String line) {
        return new IllegalArgumentException("\"" + line + "\" is no step: write a deed, a worker and a number, as in \""
                + new Step(Deed.DELIVER, 0, 1) + "\"");
    }

    /** Reads a trace: a step a line; empty lines and what follows a # are left out. */
    static List<Step> parseAll(String trace) {
        List<Step> steps = new ArrayList<>();
        for (String line : trace.split("\n", -1)) {
            int comment = line.indexOf('#');
            String step = comment < 0 ? line : line.substring(0, comment);
            if (!step.isBlank()) {
                steps.add(parse(step));
            }
        }
        return steps;
    }
}
