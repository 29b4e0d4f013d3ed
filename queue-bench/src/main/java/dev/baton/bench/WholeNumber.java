package dev.baton.bench;

import dev.baton.model.Printable;
import dev.baton.worker.program.UsageException;
import org.jspecify.annotations.Nullable;

/** An option that takes a whole number. */
record WholeNumber(String option, int least, int most, int otherwise) {

    /** @throws UsageException in one sentence, for what is none or out of range */
    int read(@Nullable String value) {
        if (value == null) {
            return otherwise;
        }
        int number;
        try {
            number = Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new UsageException(option + " " + Printable.quote(value) + " is no whole number: " + advice(), e);
        }
        if (number < least || number > most) {
            throw new UsageException(option + " " + number + " is not allowed: " + advice());
        }
        return number;
    }

    private String advice() {
        return "use " + least + " to " + most;
    }
}
