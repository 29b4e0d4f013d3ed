package dev.baton.server.lending;

import dev.baton.model.Grammar;
import dev.baton.model.Printable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one attempt at one job: who shows it holds the job. Its text {@code queue~id~nonce~fence} goes into lines and paths
 * as it is, for it has letters, digits and {@code . _ - ~} only.
 *
 * @param queue the queue
 * @param id the job
 * @param nonce made for this claim, a digest of 128 random bits and the id: nobody can guess another's token
 * @param fence rises with every claim of the job
 */
public record LeaseToken(String queue, String id, String nonce, String fence) {
    private static final Pattern TEXT =
            Pattern.compile("([A-Za-z0-9._-]{1,128})~([A-Za-z0-9._-]{1,128})~([a-z0-9]{1,64})~([0-9]{1,19})");

    public LeaseToken {
        Grammar.requireQueueName(queue);
        Grammar.requireJobId(id);
    }

    /** @throws IllegalArgumentException if the text is no token */
    public static LeaseToken parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "The token " + Printable.quote(text) + " is none: use one that a claim answered");
        }
        return new LeaseToken(parts.group(1), parts.group(2), parts.group(3), parts.group(4));
    }

    /** Its text, as consumers see it. */
    @Override
    public String toString() {
        return queue + "~" + id + "~" + nonce + "~" + fence;
    }
}
