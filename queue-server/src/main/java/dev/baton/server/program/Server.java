package dev.baton.server.program;

import dev.baton.model.Printable;
import dev.baton.server.client.ClientCommand;
import dev.baton.server.load.LoadCommand;
import dev.baton.worker.program.ExitCode;
import dev.baton.worker.program.Suggestion;
import java.util.Arrays;
import java.util.List;

/** The main class of the server's JAR: the first word says which of its commands. Whatever goes wrong is one sentence. */
public final class Server {
    private static final List<String> COMMANDS = List.of("server", "client", "key", "load");

    private Server() {}

    /** Ends the JVM: with 0 after what was asked for, 1 after a failure, 2 for wrong usage. */
    public static void main(String[] arguments) {
        int code = run(arguments);
        System.out.flush();
        System.err.flush();
        System.exit(code);
    }

    private static int run(String... arguments) {
        String command = arguments.length == 0 ? "" : arguments[0];
        String[] rest = arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
        return switch (command) {
            case "server" -> new ServerTool(System.getenv()).run(System.out, System.err, rest);
            case "client" -> new ClientCommand(System.getenv()).run(System.in, System.out, System.err, rest);
            case "load" -> new LoadCommand(System.getenv()).run(System.out, System.err, rest);
            case "key" -> KeyTool.run(System.out, System.err, rest);
            default -> {
                System.err.println("baton: There is no command " + Printable.quote(command)
                        + Suggestion.ending(command, COMMANDS, ": use " + String.join(", ", COMMANDS)));
                yield ExitCode.WRONG_USAGE;
            }
        };
    }
}
