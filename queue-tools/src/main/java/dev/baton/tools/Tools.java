package dev.baton.tools;

import dev.baton.model.Printable;
import dev.baton.worker.program.Failures;
import dev.baton.worker.program.Logging;
import dev.baton.worker.program.Suggestion;
import dev.baton.worker.program.UsageException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The main class of the tools' JAR: the first word says which. Whatever goes wrong is one sentence on stderr. */
public final class Tools {
    static final int FINE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    private static final List<Tool> ALL = all();

    private Tools() {}

    /** Ends the JVM: with what the tool says, 1 after a failure, 2 for wrong usage. */
    public static void main(String[] arguments) {
        if (System.getProperty("baton.log.level") == null) {
            System.setProperty("baton.log.level", "WARN");
        }
        Logging.configure(false);
        int code = run(System.out, System.err, arguments);
        System.out.flush();
        System.err.flush();
        System.exit(code);
    }

    static int run(PrintStream out, PrintStream err, String... arguments) {
        String speaker = "baton";
        try {
            if (arguments.length == 0) {
                err.print(usage());
                return WRONG_USAGE;
            }
            if (arguments[0].equals("--help") || arguments[0].equals("-h")) {
                out.print(usage());
                return FINE;
            }
            Tool tool = named(arguments[0]);
            speaker = "baton " + tool.name();
            return tool.run(out, err, Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (UsageException e) {
            err.println(speaker + ": " + Failures.sentence(e));
            return WRONG_USAGE;
        } catch (RuntimeException | Error e) {
            err.println(speaker + ": " + Failures.sentence(e));
            return FAILED;
        }
    }

    private static List<Tool> all() {
        List<Tool> all = new ArrayList<>(List.of(new DoctorTool(), new AclTool()));
        for (QueueTool.Verb verb : QueueTool.Verb.values()) {
            all.add(new QueueTool(verb));
        }
        return List.copyOf(all);
    }

    private static Tool named(String word) {
        for (Tool tool : ALL) {
            if (tool.name().equals(word)) {
                return tool;
            }
        }
        List<String> names = ALL.stream().map(Tool::name).toList();
        throw new UsageException("There is no tool " + Printable.quote(word)
                + Suggestion.ending(word, names, ": use " + String.join(", ", names)));
    }

    private static String usage() {
        var text = new StringBuilder("Usage: TOOL [OPTIONS]; TOOL --help says more.\n\n");
        for (Tool tool : ALL) {
            text.append(String.format("  %-8s %s%n", tool.name(), tool.summary()));
        }
        return text.toString();
    }
}
