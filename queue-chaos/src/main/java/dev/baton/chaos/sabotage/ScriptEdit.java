package dev.baton.chaos.sabotage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A change of the text of one script.
 *
 * @param script its name, without its ending
 * @param find what stands in it exactly once
 * @param replace what shall stand there
 */
public record ScriptEdit(String script, String find, String replace) {
    private static final String FOLDER = "dev/baton/redis/lua/";

    /** The script's text with this change. @throws IllegalStateException if what is to be changed is not there once */
    public String changed() {
        String text = text();
        int at = text.indexOf(find);
        if (at < 0 || text.indexOf(find, at + 1) >= 0) {
            throw new IllegalStateException(
                    "The script " + script + " has not exactly once the text that a sabotage changes: " + find);
        }
        return text.substring(0, at) + replace + text.substring(at + find.length());
    }

    /** Writes the changed script where it is found before the true one, if the directory is first on a class path. */
    public void writeTo(Path directory) {
        try {
            Path file = directory.resolve(FOLDER + script + ".lua");
            Files.createDirectories(file.getParent());
            Files.writeString(file, changed());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text() {
        String name = FOLDER + script + ".lua";
        try (InputStream in = ScriptEdit.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("There is no script " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
