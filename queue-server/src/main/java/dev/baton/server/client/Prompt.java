package dev.baton.server.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * A person at a terminal: a line is sent, and its answer shown, one after the other. Connects anew when the door has hung up
 * meanwhile, as it does after a few idle minutes; a request that was sent is never sent again.
 */
final class Prompt {
    static final String HELP = """
            ENQUEUE queue words       puts a job at the back of a queue, answers its id
            DEQUEUE queue [seconds]   claims the foremost job: answers a token and the words, or EMPTY
            ACK token                 the job is done
            NACK token                not now: the job goes back to the front
            CREATE queue [seconds]    how long claims of this queue stand, 30 s if nobody says
            LIST                      queues, with how many jobs wait
            STATUS queue [id]         the sizes of a queue, or the status of a job
            AUTH key                  shows who you are; not kept in the history
            quit                      or Ctrl-D
            The older dialect, on one queue: Task: words, NEXT, STATUS, EXIT
            """;

    private static final String[] COMMANDS = {
        "ENQUEUE", "DEQUEUE", "ACK", "NACK", "CREATE", "LIST", "STATUS", "HELP", "AUTH", "QUIT", "NEXT", "EXIT", "Task:"
    };

    private final Dial dial;
    private final Terminal terminal;
    private final LineReader reader;
    private Wire wire;

    /** @param history the file that remembers what was typed; nothing is remembered if it cannot be written */
    Prompt(Dial dial, Wire wire, Terminal terminal, Path history) {
        this.dial = dial;
        this.wire = wire;
        this.terminal = terminal;
        DefaultParser parser = new DefaultParser();
        // Backslashes and quotes are words like any others.
        parser.setEscapeChars(new char[0]);
        parser.setQuoteChars(new char[0]);
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .appName("baton")
                .terminal(terminal)
                .parser(parser)
                .history(new DiscreetHistory())
                .completer(new StringsCompleter(COMMANDS))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.CASE_INSENSITIVE, true)
                .option(LineReader.Option.HISTORY_TIMESTAMPED, false);
        if (prepare(history)) {
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        reader = builder.build();
    }

    /** Until the person leaves, or the door says goodbye. */
    void run() throws InterruptedException {
        try {
            while (true) {
                String line = ask();
                if (line == null) {
                    return;
                }
                if (isHelp(line)) {
                    terminal.writer().print(HELP);
                    terminal.flush();
                } else if (!line.isBlank() && !exchange(line)) {
                    return;
                }
            }
        } finally {
            wire.close();
        }
    }

    private @Nullable String ask() {
        while (true) {
            try {
                return reader.readLine(dial.address() + "> ");
            } catch (UserInterruptException e) {
                // Ctrl-C: the line is given up, the conversation is not.
            } catch (EndOfFileException e) {
                return null;
            }
        }
    }

    /** False if the door said goodbye. */
    private boolean exchange(String line) throws InterruptedException {
        while (wire.hasReceived()) {
            Optional<String> unasked = wire.receive();
            if (unasked.isPresent()) {
                say(Shown.line(unasked.get()));
                continue;
            }
            wire.close();
            wire = dial.connect();
            say("(connected again; a key has to be shown again)");
            break;
        }
        Optional<String> answer = answer(line);
        if (answer.isEmpty()) {
            say("(the connection ended before the answer: what you asked for may have happened or not)");
            return true;
        }
        say(Shown.line(answer.get()));
        return !answer.get().equals(Shown.GOODBYE);
    }

    private Optional<String> answer(String line) throws InterruptedException {
        try {
            wire.send(line);
        } catch (IOException e) {
            return Optional.empty();
        }
        return wire.receive();
    }

    private void say(String text) {
        terminal.writer().println(text);
        terminal.flush();
    }

    private static boolean isHelp(String line) {
        String word = line.strip().toUpperCase(Locale.ROOT);
        return word.equals("HELP") || word.equals("?");
    }

    /** What one types is nobody else's business. */
    private static boolean prepare(Path history) {
        try {
            Path directory = history.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            if (!Files.exists(history)) {
                Files.createFile(history);
                if (Files.getFileStore(history).supportsFileAttributeView("posix")) {
                    Files.setPosixFilePermissions(history, PosixFilePermissions.fromString("rw-------"));
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
