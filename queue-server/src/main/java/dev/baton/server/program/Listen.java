package dev.baton.server.program;

import dev.baton.worker.program.HostPort;
import dev.baton.worker.program.OptionText;
import dev.baton.worker.program.UsageException;
import java.util.Optional;

/** Addresses to listen on, as people write them. */
final class Listen {
    private Listen() {}

    /**
     * {@code 127.0.0.1:8080}, {@code [::1]:8080}, or the port alone, which is loopback's; empty for {@code off}.
     *
     * @param option for the sentence that refuses it
     * @throws UsageException if it is none of these
     */
    static Optional<HostPort> parse(String option, String text) {
        if (text.equals("off")) {
            return Optional.empty();
        }
        return Optional.of(HostPort.parse(text, -1)
                .filter(address -> address.port() >= 0)
                .orElseThrow(() -> new UsageException(OptionText.named(option, text)
                        + " is no address to listen on: write 127.0.0.1:8080, [::1]:8080, a port from 0 to 65535, or"
                        + " off")));
    }
}
