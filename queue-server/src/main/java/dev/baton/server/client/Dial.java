package dev.baton.server.client;

import dev.baton.server.tls.ClientTls;
import dev.baton.worker.program.HostPort;
import java.util.Optional;

/** How a door is reached. @param tls empty for a plain connection */
record Dial(HostPort address, Optional<ClientTls> tls) {
    /** @throws dev.baton.worker.program.ProgramFailure if nobody is there, or it is not whom one trusts */
    Wire connect() {
        return Wire.connect(address, tls);
    }
}
