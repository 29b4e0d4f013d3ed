package dev.baton.server.client;

import java.time.Instant;
import java.util.Locale;
import org.jline.reader.impl.history.DefaultHistory;

/** Remembers what was typed, keys apart. */
final class DiscreetHistory extends DefaultHistory {
    @Override
    public void add(Instant time, String line) {
        if (!isSecret(line)) {
            super.add(time, line);
        }
    }

    static boolean isSecret(String line) {
        return line.strip().toUpperCase(Locale.ROOT).startsWith("AUTH");
    }
}
