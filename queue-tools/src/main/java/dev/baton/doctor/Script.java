package dev.baton.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The scripts of this package, one file each under {@code lua/}. */
enum Script {
    LEDGER,
    KEYS,
    LOOK,
    MEND_PLACE,
    MEND_INDEX,
    MEND_FIELDS;

    private final String text;

    Script() {
        String file = "lua/" + name().toLowerCase(java.util.Locale.ROOT) + ".lua";
        try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream(file), file)) {
            text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        return text;
    }
}
