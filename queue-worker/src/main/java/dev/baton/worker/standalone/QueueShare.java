package dev.baton.worker.standalone;

import dev.baton.model.Grammar;
import dev.baton.model.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A queue to work on, with its weight against the others. */
record QueueShare(String name, int weight) {
    /** Greatest weight; the least is 1. */
    static final int MAX_WEIGHT = 1000;

    /** @throws IllegalArgumentException for a name outside the grammar, a weight out of range, a queue named twice */
    static List<QueueShare> parseAll(List<String> texts) {
        Map<String, QueueShare> shares = new LinkedHashMap<>();
        for (String text : texts) {
            for (String one : text.split(",", -1)) {
                var share = parse(one.strip());
                if (shares.put(share.name, share) != null) {
                    throw new IllegalArgumentException(
                            "The queue " + Printable.quote(share.name) + " is named twice: name each queue once");
                }
            }
        }
        return new ArrayList<>(shares.values());
    }

    private static QueueShare parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            return new QueueShare(Grammar.requireQueueName(text), 1);
        }
        String name = Grammar.requireQueueName(text.substring(0, equals).strip());
        String weight = text.substring(equals + 1).strip();
        if (!weight.matches("\\d{1,4}") || Integer.parseInt(weight) < 1 || Integer.parseInt(weight) > MAX_WEIGHT) {
            throw new IllegalArgumentException("The weight " + Printable.quote(weight) + " of the queue "
                    + Printable.quote(name) + " is not allowed: use 1 to " + MAX_WEIGHT);
        }
        return new QueueShare(name, Integer.parseInt(weight));
    }

    @Override
    public String toString() {
        return weight == 1 ? name : name + "=" + weight;
    }
}
