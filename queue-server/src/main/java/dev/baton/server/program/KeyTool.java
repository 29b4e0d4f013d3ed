package dev.baton.server.program;

import dev.baton.model.Printable;
import dev.baton.server.access.KeyFile;
import dev.baton.server.access.Role;
import dev.baton.worker.program.ExitCode;
import dev.baton.worker.program.Options;
import dev.baton.worker.program.Suggestion;
import dev.baton.worker.program.UsageException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./baton key}: makes an API key, and the line that lets it in. */
@Command(
        name = "baton key",
        sortOptions = false,
        description =
                "Makes an API key for ./baton server --keys FILE. The line goes to stdout, to be appended to the file;"
                        + " the key goes to stderr, once: the file holds its hash.",
        optionListHeading = "%n",
        footer = {"", "./baton key shop --roles producer >> keys"})
final class KeyTool {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Who will show the key: for the audit log.")
    private @Nullable String name;

    @Option(
            names = "--roles",
            paramLabel = "ROLE[,ROLE]",
            description =
                    "viewer looks; producer enqueues; consumer claims; operator changes what others enqueued, and looks.")
    private @Nullable String roles;

    @Option(
            names = {"-h", "--help"},
            description = "Print this and exit.")
    private boolean help;

    private KeyTool() {}

    /** @return the exit code */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        return ExitCode.of("baton key", err, () -> {
            KeyTool tool = new KeyTool();
            CommandLine line = new CommandLine(tool).setExpandAtFiles(false).setUsageHelpWidth(100);
            Options.parse(line, "is one too many: name one key", arguments);
            if (tool.help) {
                out.print(line.getUsageMessage(Help.Ansi.OFF));
                return ExitCode.FINE;
            }
            KeyFile.NewKey made = tool.make();
            out.println(made.line());
            err.println("The key, which is shown only now: " + made.key());
            return ExitCode.FINE;
        });
    }

    private KeyFile.NewKey make() {
        if (name == null) {
            throw new UsageException("No name is given: write ./baton key shop --roles producer");
        }
        try {
            return KeyFile.newKey(name, roles());
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private Set<Role> roles() {
        Set<Role> found = EnumSet.noneOf(Role.class);
        List<String> words = Arrays.stream(Role.values()).map(Role::word).toList();
        for (String word : roles == null ? new String[0] : roles.split(",")) {
            found.add(Arrays.stream(Role.values())
                    .filter(role -> role.word().equals(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> new UsageException("There is no role " + Printable.quote(word)
                            + Suggestion.ending(word, words, ": use " + String.join(", ", words)))));
        }
        return found;
    }
}
