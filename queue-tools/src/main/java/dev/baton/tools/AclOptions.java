package dev.baton.tools;

import dev.baton.model.Printable;
import dev.baton.redis.AccessRule;
import dev.baton.redis.Role;
import dev.baton.worker.program.Options;
import dev.baton.worker.program.Suggestion;
import dev.baton.worker.program.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The words behind {@code ./baton acl}. */
@Command(
        name = "baton acl",
        sortOptions = false,
        description = "Prints the ACL SETUSER line that gives a user the least rights of a role.",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {
            "",
            "It connects to nothing. Paste the line into redis-cli, a password in the place of >PASSWORD.",
            "What each role may do: docs/deployment.md. Exit codes: 0, or 2 for wrong usage."
        })
final class AclOptions {
    private static final String ROLES = "use producer, worker, gateway, observer, admin or doctor";

    @Parameters(
            arity = "0..*",
            paramLabel = "ROLE",
            description = "producer, worker, gateway, observer, admin or doctor; all of them without it.")
    private @Nullable List<String> roles;

    @Option(names = "--queue", paramLabel = "Q", description = "Only on this queue; on all queues without it.")
    private @Nullable String queue;

    @Option(names = "--prefix", paramLabel = "P", description = "Only on the queues whose names begin so.")
    private @Nullable String prefix;

    @Option(names = "--user", paramLabel = "NAME", description = "The user; default baton-ROLE.")
    private @Nullable String user;

    @Option(
            names = "--hash",
            paramLabel = "SHA256",
            description = "The SHA-256 of the password, 64 hexadecimal digits, instead of the word >PASSWORD.")
    private @Nullable String hash;

    @Option(names = "--cluster", description = "With what the nodes of a cluster are asked besides.")
    private boolean cluster;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            description = "Print this and exit.")
    private boolean help;

    private AclOptions() {}

    /** @throws UsageException in one sentence */
    static AclOptions parse(String... arguments) {
        AclOptions options = new AclOptions();
        Options.parse(line(options), "is no role: " + ROLES, arguments);
        return options;
    }

    static String usage() {
        return line(new AclOptions()).setUsageHelpWidth(110).getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    private static CommandLine line(AclOptions options) {
        return new CommandLine(options).setExpandAtFiles(false);
    }

    boolean asksForHelp() {
        return help;
    }

    boolean json() {
        return json;
    }

    /** @throws UsageException if a word is no role, or a user's name is given for several */
    List<Role> roles() {
        List<String> words = roles == null ? List.of() : roles;
        if (user != null && words.size() != 1) {
            throw new UsageException("--user names one user: give one role with it, " + ROLES);
        }
        return words.isEmpty()
                ? List.of(Role.values())
                : words.stream().map(AclOptions::role).toList();
    }

    private static Role role(String word) {
        return Arrays.stream(Role.values())
                .filter(role -> role.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new UsageException("The role " + Printable.quote(word) + " is not known"
                        + Suggestion.ending(
                                word,
                                Arrays.stream(Role.values()).map(Role::word).toList(),
                                ": " + ROLES)));
    }

    /** @throws UsageException if the name would break the line */
    String user(Role role) {
        if (user == null) {
            return "baton-" + role.word();
        }
        if (!user.matches("[A-Za-z0-9._@-]{1,128}")) {
            throw new UsageException(
                    "The user " + Printable.quote(user) + " is not allowed: use 1 to 128 of A-Z a-z 0-9 . _ @ -");
        }
        return user;
    }

    /** @throws UsageException if queue and prefix are both given, or are no names */
    AccessRule rule(Role role) {
        if (queue != null && prefix != null) {
            throw new UsageException("--queue and --prefix do not go together: give one of them");
        }
        AccessRule rule;
        try {
            rule = queue != null
                    ? AccessRule.onQueue(role, queue)
                    : prefix != null ? AccessRule.onQueuesFrom(role, prefix) : AccessRule.onAll(role);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
        return cluster ? rule.forCluster() : rule;
    }

    /** @throws UsageException if the hash is none */
    String secret() {
        if (hash == null) {
            return ">PASSWORD";
        }
        String digits = hash.toLowerCase(Locale.ROOT);
        if (!digits.matches("[0-9a-f]{64}")) {
            throw new UsageException("--hash is no SHA-256: give 64 hexadecimal digits, as sha256sum prints them");
        }
        return "#" + digits;
    }
}
