package dev.baton.worker.standalone;

import dev.baton.model.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The command line of {@code --exec}, split into words once, when the worker starts. A job's type is put into a word
 * that exists already: whatever it holds, it stays that one word, for no shell reads the line again.
 */
final class ExecCommand {
    private static final String TYPE = "{type}";

    /** Words that mean something to a shell only; as arguments they would be a mistake that nobody sees. */
    private static final Set<String> SHELL_WORDS = Set.of("|", "||", "&", "&&", ";", ">", ">>", "<", "2>", "2>&1");

    private final String text;
    private final List<String> words;

    private ExecCommand(String text, List<String> words) {
        this.text = text;
        this.words = List.copyOf(words);
    }

    /**
     * Splits at blanks; single quotes keep all, double quotes all but the backslash before a quote or a backslash.
     *
     * @throws IllegalArgumentException if there is no word, a quote stays open, or a word needs a shell
     */
    static ExecCommand parse(String text) {
        var words = new Splitter(text).split();
        if (words.isEmpty()) {
            throw new IllegalArgumentException("the command is empty: name a program and its arguments");
        }
        return new ExecCommand(text, words);
    }

    /** The words to run for a job of this type. */
    List<String> wordsFor(String type) {
        return words.stream().map(word -> word.replace(TYPE, type)).toList();
    }

    /** Whether a type beginning with a dash would become an option of the command. */
    boolean hasTypeAtWordStart() {
        return words.stream().anyMatch(word -> word.startsWith(TYPE));
    }

    /**
     * The program, if it is the same for every type and not to be found.
     *
     * @param searchPath the value of PATH, or null
     */
    @Nullable
    String missingProgram(@Nullable String searchPath) {
        String program = words.get(0);
        if (program.contains(TYPE)) {
            return null;
        }
        if (program.contains("/")) {
            return isProgram(Path.of(program)) ? null : program;
        }
        for (String directory : String.valueOf(searchPath).split(Pattern.quote(java.io.File.pathSeparator))) {
            if (isProgram(Path.of(directory.isEmpty() ? "." : directory).resolve(program))) {
                return null;
            }
        }
        return program;
    }

    private static boolean isProgram(Path path) {
        return Files.isExecutable(path) && !Files.isDirectory(path);
    }

    @Override
    public String toString() {
        return Printable.line(text, 200);
    }

    private static final class Splitter {
        private final String text;
        private final List<String> words = new ArrayList<>();
        private final StringBuilder word = new StringBuilder();
        private boolean inWord;
        private boolean quoted;

        Splitter(String text) {
            this.text = text;
        }

        List<String> split() {
            int i = 0;
            while (i < text.length()) {
                char c = text.charAt(i);
                if (c == 0) {
                    throw new IllegalArgumentException("the command holds a zero byte: leave it out");
                } else if (Character.isWhitespace(c)) {
                    endWord();
                    i++;
                } else if (c == '\'' || c == '"') {
                    i = readQuoted(i);
                } else if (c == '\\' && i + 1 < text.length()) {
                    add(text.charAt(i + 1));
                    quoted = true;
                    i += 2;
                } else {
                    add(c);
                    i++;
                }
            }
            endWord();
            return words;
        }

        private int readQuoted(int start) {
            char quote = text.charAt(start);
            inWord = true;
            quoted = true;
            for (int i = start + 1; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == quote) {
                    return i + 1;
                }
                boolean escape = quote == '"' && c == '\\' && i + 1 < text.length();
                if (escape && (text.charAt(i + 1) == '"' || text.charAt(i + 1) == '\\')) {
                    i++;
                    c = text.charAt(i);
                }
                add(c);
            }
            throw new IllegalArgumentException("the command has an open " + quote + ": close it");
        }

        private void add(char c) {
            inWord = true;
            word.append(c);
        }

        private void endWord() {
            if (!inWord) {
                return;
            }
            String ended = word.toString();
            if (!quoted && SHELL_WORDS.contains(ended)) {
                throw new IllegalArgumentException("no shell reads the command, so " + Printable.quote(ended)
                        + " would be a plain argument: write sh -c '…' if you want a shell");
            }
            words.add(ended);
            word.setLength(0);
            inWord = false;
            quoted = false;
        }
    }
}
