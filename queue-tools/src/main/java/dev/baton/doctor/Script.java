package dev.baton.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** The scripts of this package, one file each under {@code lua/}; what several share is under {@code lua/lib}. */
enum Script {
    LEDGER,
    KEYS,
    LOOK,
    MEND_PLACE,
    MEND_INDEX,
    MEND_FIELDS;

    private static final String INCLUDE = "--- @include ";

    private final String text;

    Script() {
        text = read(name().toLowerCase(Locale.ROOT))
                .lines()
                .map(line -> line.startsWith(INCLUDE) ? read(line.substring(INCLUDE.length())) : line + "\n")
                .collect(Collectors.joining());
    }

    private static String read(String name) {
        String file = "lua/" + name + ".lua";
        try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        return text;
    }
}
