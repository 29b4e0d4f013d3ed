package dev.baton.protocol;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the model checker found.
 *
 * @param violated the property that it found violated; empty: none, in all states that can be reached
 * @param states distinct states looked at
 * @param depth steps of the longest shortest way to a state; 0 if not told, as for liveness
 * @param trace states in the trace that shows the violation; 0: none
 * @param seconds of the run, with the start of the JVM
 * @param log all that was printed
 */
record Verdict(String violated, long states, int depth, int trace, long seconds, String log) {
    private static final Pattern INVARIANT = Pattern.compile("Error: Invariant (\\w+) is violated");
    private static final Pattern STEP = Pattern.compile("Error: Action property (\\w+) is violated");
    private static final Pattern STATES = Pattern.compile("(\\d+) distinct states found, (\\d+) states left on queue");
    private static final Pattern DEPTH = Pattern.compile("complete state graph search is (\\d+)");
    private static final Pattern TRACE = Pattern.compile("^State \\d+: ", Pattern.MULTILINE);

    /** @throws IllegalStateException if the run came to no verdict: a mistake in the model, or it was cut short */
    static Verdict read(String log, long seconds) {
        String violated = first(INVARIANT, log, first(STEP, log, ""));
        if (log.contains("Temporal properties were violated")) {
            violated = "EventuallyTerminal";
        }
        Matcher found = STATES.matcher(log);
        String states = "";
        String left = "";
        while (found.find()) {
            states = found.group(1);
            left = found.group(2);
        }
        boolean clean = log.contains("Model checking completed. No error has been found.") && left.equals("0");
        if (states.isEmpty() || violated.isEmpty() && !clean) {
            throw new IllegalStateException("The model checker came to no verdict:\n" + log);
        }
        int depth = Integer.parseInt(first(DEPTH, log, "0"));
        int trace = (int) TRACE.matcher(log).results().count();
        return new Verdict(violated, Long.parseLong(states), depth, trace, seconds, log);
    }

    private static String first(Pattern pattern, String log, String otherwise) {
        Matcher found = pattern.matcher(log);
        return found.find() ? found.group(1) : otherwise;
    }
}
