package dev.baton.redis;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The texts of all Lua files, and the scripts that come of them when one file has another text. */
final class LuaFiles {
    private final Map<String, String> texts;

    private LuaFiles(Map<String, String> texts) {
        this.texts = texts;
    }

    static LuaFiles read() {
        Map<String, String> texts = new TreeMap<>();
        try {
            Path folder = Path.of(
                    Objects.requireNonNull(LuaScript.class.getResource("lua")).toURI());
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    String name = folder.relativize(file).toString().replace('\\', '/');
                    texts.put(name.replaceAll("\\.lua$", ""), Files.readString(file));
                }
            }
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(e);
        }
        return new LuaFiles(texts);
    }

    Map<String, String> texts() {
        return texts;
    }

    /** The scripts in which the text of this file stands: its own, or all that include it. */
    Set<String> scriptsWith(String file) {
        Set<String> found = new TreeSet<>();
        for (String name : texts.keySet()) {
            if (!name.startsWith("lib/") && reaches(name, file)) {
                found.add(name);
            }
        }
        return found;
    }

    private boolean reaches(String from, String file) {
        return from.equals(file)
                || LuaContract.includes(Objects.requireNonNull(texts.get(from))).stream()
                        .anyMatch(include -> reaches(include, file));
    }

    /** All scripts; those with the file of the mutant have its text. */
    LuaScripts with(LuaMutant mutant) {
        return new LuaScripts(name -> LuaScript.load(
                name,
                file -> bounded(file.equals(mutant.file()) ? mutant.text() : Objects.requireNonNull(texts.get(file)))));
    }

    /** A mutant that turns for ever would hold Redis, which cannot stop a script that has written. */
    private static String bounded(String text) {
        return text.replaceAll(
                "(?m)^( *)while (.*) do$",
                "$1local turns = 0 while $2 do turns = turns + 1 if turns > 20000 then error('it turns for ever') end");
    }
}
