package dev.baton.server.client;

import dev.baton.model.Printable;
import dev.baton.worker.program.ExitCode;
import dev.baton.worker.program.HostPort;
import dev.baton.worker.program.OwnRedis;
import dev.baton.worker.program.Terminals;
import dev.baton.worker.program.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
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
            if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
                out.print(usage());
                return ExitCode.FINE;
            }
            HostPort address = address(arguments);
            try (Wire wire = Wire.connect(address)) {
                if (isTerminal(in, out)) {
                    prompt(address, wire);
                } else {
                    new Script(wire, out).run(in);
                }
            }
            return ExitCode.FINE;
        });
    }

    private void prompt(HostPort address, Wire wire) throws IOException, InterruptedException {
        // By stty alone: native libraries would have to be unpacked into a folder for all.
        try (Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .exec(true)
                .jni(false)
                .ffm(false)
                .build()) {
            terminal.writer().println("Connected with " + address + "; help tells what there is, Ctrl-D leaves.");
            new Prompt(
                            address,
                            wire,
                            terminal,
                            OwnRedis.defaultDirectory(environment).resolve(HISTORY))
                    .run();
        }
    }

    private static HostPort address(String... arguments) {
        if (arguments.length == 0) {
            return DoorAddress.USUAL;
        }
        if (arguments[0].startsWith("-")) {
            throw new UsageException("There is no option " + Printable.quote(arguments[0]) + "; see --help");
        }
        if (arguments.length > 1) {
            throw new UsageException(
                    "The word " + Printable.quote(arguments[1]) + " stands alone: give one address, host:port");
        }
        return DoorAddress.parse(arguments[0]);
    }

    private static boolean isTerminal(InputStream in, PrintStream out) {
        return in == System.in && out == System.out && Terminals.isThere();
    }

    private static String usage() {
        return """
                Usage: ./baton client [HOST:PORT]

                Talks with the TCP door of a gateway, by default %s. On a terminal it has a prompt, a history in
                ~/.local/share/baton/client-history and completion; else it sends the lines of stdin and prints the answers.
                Control characters in answers are shown as escapes.

                Exit codes: 0; 1 if there is no connection, or it ended before everything was answered; 2 for wrong usage.

                """.formatted(DoorAddress.USUAL) + Prompt.HELP;
    }
}
