package dev.baton.server.client;

import dev.baton.worker.program.ExitCode;
import dev.baton.worker.program.OwnRedis;
import dev.baton.worker.program.Terminals;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * One call of {@code ./baton client}, from its arguments to its exit code: 0; 1 if there is no connection, or it ended before
 * everything was answered; 2 for wrong usage.
 */
public final class ClientCommand {
    private static final String HISTORY = "client-history";

    private final Map<String, String> environment;

    /** @param environment says where the history is kept: {@code $XDG_DATA_HOME/baton}, else {@code ~/.local/share/baton} */
    public ClientCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Talks with a door until the person, or the input, ends. On a terminal it has a prompt; that is so if {@code in} and
     * {@code out} are those of this process.
     */
    public int run(InputStream in, PrintStream out, PrintStream err, String... arguments) {
        return ExitCode.of("baton client", err, () -> {
            ClientOptions options = ClientOptions.parse(arguments);
            if (options.asksForHelp()) {
                out.print(ClientOptions.usage() + Prompt.HELP);
                return ExitCode.FINE;
            }
            Dial dial = new Dial(options.address(), options.tls());
            try (Wire wire = dial.connect()) {
                if (isTerminal(in, out)) {
                    prompt(dial, wire);
                } else {
                    new Script(wire, out).run(in);
                }
            }
            return ExitCode.FINE;
        });
    }

    private void prompt(Dial dial, Wire wire) throws IOException, InterruptedException {
        // By stty alone: native libraries would have to be unpacked into a folder for all.
        try (Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .exec(true)
                .jni(false)
                .ffm(false)
                .build()) {
            terminal.writer()
                    .println("Connected with " + dial.address() + "; help tells what there is, Ctrl-D leaves.");
            new Prompt(
                            dial,
                            wire,
                            terminal,
                            OwnRedis.defaultDirectory(environment).resolve(HISTORY))
                    .run();
        }
    }

    private static boolean isTerminal(InputStream in, PrintStream out) {
        return in == System.in && out == System.out && Terminals.isThere();
    }
}
