package dev.baton.worker.standalone;

import dev.baton.model.Printable;
import dev.baton.worker.program.Failures;
import dev.baton.worker.program.Suggestion;
import dev.baton.worker.program.UsageException;
import dev.baton.worker.standalone.GivenSettings.Given;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A small YAML file: one map, whose keys are the options without their dashes. Only plain values are read, never
 * classes.
 */
final class SettingsFile {
    private static final int MAX_BYTES = 1 << 20;

    private final Path path;

    SettingsFile(Path path) {
        this.path = path;
    }

    /** @throws UsageException if it cannot be read, is no YAML map, or holds an unknown key or an odd value */
    GivenSettings read() {
        Object document = parse(text());
        if (document == null) {
            return GivenSettings.of(Map.of());
        }
        if (!(document instanceof Map<?, ?> map)) {
            throw new UsageException("The settings file " + name() + " is no list of settings: write lines such as"
                    + " \"queue: emails\" and \"concurrency: 16\"");
        }
        var given = new EnumMap<Setting, Given>(Setting.class);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = String.valueOf(entry.getKey());
            Setting setting = Setting.ofKey(key).orElseThrow(() -> unknown(key));
            var values = values(setting, entry.getValue());
            if (!values.isEmpty()) {
                given.put(setting, new Given(values, setting.key() + " in " + name()));
            }
        }
        return GivenSettings.of(given);
    }

    private String name() {
        return Printable.line(path.toString(), 200);
    }

    private String text() {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new UsageException(
                        "The settings file " + name() + " is larger than 1 MiB: name a small YAML file");
            }
            return Files.readString(path, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new UsageException("The settings file " + name() + " does not exist: name one that does", e);
        } catch (IOException e) {
            String why = Files.isDirectory(path) ? "it is a directory" : Failures.reason(e);
            throw new UsageException("The settings file " + name() + " cannot be read: " + why, e);
        }
    }

    private @Nullable Object parse(String text) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(8);
        try {
            return new Yaml(new SafeConstructor(options)).load(text);
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            String line = mark == null ? "" : ", line " + (mark.getLine() + 1);
            throw new UsageException(
                    "The settings file " + name() + line + " is no YAML: "
                            + Printable.line(String.valueOf(e.getProblem()), 200),
                    e);
        } catch (YAMLException e) {
            throw new UsageException(
                    "The settings file " + name() + " is no YAML: "
                            + Printable.line(String.valueOf(e.getMessage()), 200),
                    e);
        }
    }

    private List<String> values(Setting setting, @Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        if (setting.kind() == Setting.Kind.TEXT_OR_NOTHING && value instanceof Boolean on) {
            return on ? List.of(Setting.WHEN_ALONE) : List.of();
        }
        if (setting.kind() == Setting.Kind.LIST && value instanceof List<?> list) {
            return list.stream().map(one -> plain(setting, one)).toList();
        }
        if (setting.kind() == Setting.Kind.LIST && value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> plain(setting, entry.getKey()) + "=" + plain(setting, entry.getValue()))
                    .toList();
        }
        return List.of(plain(setting, value));
    }

    private String plain(Setting setting, @Nullable Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw new UsageException("The key " + setting.key() + " in " + name() + " holds "
                + Printable.quote(String.valueOf(value)) + ": write a plain value");
    }

    private UsageException unknown(String key) {
        var keys = Arrays.stream(Setting.values()).map(Setting::key).toList();
        return new UsageException("The settings file " + name() + " has the unknown key " + Printable.quote(key)
                + Suggestion.ending(key, keys, "; known are " + String.join(", ", keys)));
    }
}
