package dev.baton.doctor;

import dev.baton.model.Printable;
import java.util.Optional;

/**
 * One thing found. All texts are printable: control characters of keys and ids are shown as escapes.
 *
 * @param code what it is
 * @param queue whose; empty if it is the server's
 * @param key where; empty if it is no key's
 * @param id of the job; empty if it is no job's
 * @param found what stands there
 * @param right what would be right, or what to do
 * @param mendable whether {@link Doctor#mend} can mend it
 */
public record Finding(Code code, String queue, String key, String id, String found, String right, boolean mendable) {
    private static final int LONGEST = 300;

    public Finding {
        queue = Printable.line(queue, LONGEST);
        key = Printable.line(key, LONGEST);
        id = Printable.line(id, LONGEST);
        found = Printable.line(found, 2 * LONGEST);
        right = Printable.line(right, 2 * LONGEST);
    }

    /** A command that shows it; empty if it is no key's, or the key has characters that do not stand in a command. */
    public Optional<String> shownBy() {
        return Shown.command(key, id);
    }
}
