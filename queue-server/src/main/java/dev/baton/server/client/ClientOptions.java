package dev.baton.server.client;

import dev.baton.server.tls.ClientTls;
import dev.baton.worker.program.HostPort;
import dev.baton.worker.program.Options;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The words behind {@code ./baton client}. */
@Command(
        name = "baton client",
        sortOptions = false,
        description = {
            "Talks with the TCP door of a gateway, by default 127.0.0.1:5555. On a terminal it has a prompt, a history in"
                    + " ~/.local/share/baton/client-history and completion; else it sends the lines of stdin and prints"
                    + " the answers. Control characters in answers are shown as escapes."
        },
        optionListHeading = "%n",
        footer = {
            "",
            "Exit codes: 0; 1 if there is no connection, or it ended before everything was answered; 2 for wrong usage.",
            ""
        })
final class ClientOptions {
    @Parameters(arity = "0..1", paramLabel = "HOST:PORT", description = "Where the door is.")
    private @Nullable String address;

    @Option(names = "--tls", description = "Speak TLS, and trust the authorities that this Java trusts.")
    private boolean tls;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "Speak TLS, and trust the certificates of this PEM file instead.")
    private @Nullable String authorities;

    @Option(
            names = {"-h", "--help"},
            description = "Print this and exit.")
    private boolean help;

    private ClientOptions() {}

    /** @throws dev.baton.worker.program.UsageException in one sentence */
    static ClientOptions parse(String... arguments) {
        ClientOptions options = new ClientOptions();
        Options.parse(line(options), "stands alone: give one address, host:port", arguments);
        return options;
    }

    static String usage() {
        return line(new ClientOptions()).setUsageHelpWidth(110).getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    private static CommandLine line(ClientOptions options) {
        return new CommandLine(options).setExpandAtFiles(false);
    }

    boolean asksForHelp() {
        return help;
    }

    HostPort address() {
        return address == null ? DoorAddress.USUAL : DoorAddress.parse(address);
    }

    Optional<ClientTls> tls() {
        return ClientTls.of(tls, authorities);
    }
}
