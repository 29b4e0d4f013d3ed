package dev.baton.worker.standalone;

import dev.baton.worker.program.OptionText;
import dev.baton.worker.program.UsageException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was given, and where, before anybody asks what it means. */
final class GivenSettings {
    /**
     * One value as it was written.
     *
     * @param where how a person calls the place: {@code --grace}, {@code BATON_GRACE}, {@code grace in worker.yml}
     */
    record Given(List<String> values, String where) {
        String text() {
            return String.join(",", values);
        }

        /** {@code --grace "soon"}: the start of every sentence that refuses it. */
        String named() {
            return OptionText.named(where, text());
        }

        /** A sentence of another's, with the place named that it is about. */
        UsageException refused(IllegalArgumentException e) {
            return new UsageException(where + ": " + e.getMessage(), e);
        }
    }

    private final Map<Setting, Given> given;

    private GivenSettings(Map<Setting, Given> given) {
        this.given = given;
    }

    static GivenSettings of(Map<Setting, Given> given) {
        return new GivenSettings(given);
    }

    static GivenSettings fromEnvironment(Map<String, String> environment) {
        var given = new EnumMap<Setting, Given>(Setting.class);
        for (Setting setting : Setting.values()) {
            String value = environment.get(setting.variable());
            // An empty variable is how compose files and unit files write "not set".
            if (value != null && !value.isBlank()) {
                given.put(setting, new Given(List.of(value), setting.variable()));
            }
        }
        return new GivenSettings(given);
    }

    /** These settings, and those of {@code weaker} that are not among them. */
    GivenSettings over(GivenSettings weaker) {
        var both = new EnumMap<Setting, Given>(Setting.class);
        both.putAll(weaker.given);
        both.putAll(given);
        return new GivenSettings(both);
    }

    Optional<Given> find(Setting setting) {
        return Optional.ofNullable(given.get(setting));
    }
}
