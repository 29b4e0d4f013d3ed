package dev.baton.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** The mutants that no test can or need notice, each with its reason: file, line, change and reason, parted by tabs. */
final class Survivors {
    private final Map<String, String> reasons;

    private Survivors(Map<String, String> reasons) {
        this.reasons = reasons;
    }

    static Survivors read() {
        Map<String, String> reasons = new TreeMap<>();
        try (InputStream in = Objects.requireNonNull(Survivors.class.getResourceAsStream("survivors.tsv"))) {
            for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
                if (line.startsWith("#") || line.isBlank()) {
                    continue;
                }
                String[] fields = line.split("\t", -1);
                if (fields.length != 4 || fields[3].length() < 10) {
                    throw new AssertionError("not a file, a line, a change and a reason: " + line);
                }
                String key = fields[0] + "\t" + fields[1] + "\t" + fields[2];
                if (reasons.put(key, fields[3]) != null) {
                    throw new AssertionError("justified twice: " + line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Survivors(reasons);
    }

    Set<String> keys() {
        return reasons.keySet();
    }

    boolean justify(LuaMutant mutant) {
        return reasons.containsKey(mutant.key());
    }
}
