package dev.baton.server.http;

import dev.baton.model.Grammar;
import dev.baton.model.Printable;
import dev.baton.server.tls.ServerTls;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the HTTP door is set up. Immutable; every method throws {@link IllegalArgumentException} with one sentence for a value
 * out of range.
 *
 * @param host the address to listen on, default 127.0.0.1; any other than loopback needs keys
 * @param port the port, 0 to 65535, default 8080; 0 takes a free one
 * @param hosts names besides loopback's under which browsers may come, without port, default none
 * @param limits how much a client may ask of the door
 * @param queue where {@code /tasks} and {@code /submit} enqueue, default {@code task_queue}
 * @param type the job type of {@code /tasks}, which names none, default {@code task}
 * @param redaction which fields of payloads and results are not shown, default none
 * @param tls what to show to those who come, default nothing: then HTTP is plain
 */
public record HttpSettings(
        String host,
        int port,
        Set<String> hosts,
        HttpLimits limits,
        String queue,
        String type,
        Redaction redaction,
        Optional<ServerTls> tls) {
    private static final int LAST_PORT = 65_535;

    public HttpSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("The address to listen on is empty: use one such as 127.0.0.1");
        }
        if (port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException("The port " + port + " is not allowed: use 0 to " + LAST_PORT);
        }
        for (String name : hosts) {
            if (!Grammar.isName(name)) {
                throw new IllegalArgumentException("The host " + Printable.quote(name)
                        + " is not allowed: use a name without port, such as jobs.example.com");
            }
        }
        hosts = Set.copyOf(new TreeSet<>(hosts));
        Grammar.requireQueueName(queue);
        Grammar.requireTypeName(type);
    }

    /** Port 8080 of loopback. */
    public static HttpSettings defaults() {
        return new HttpSettings(
                "127.0.0.1",
                8080,
                Set.of(),
                HttpLimits.defaults(),
                "task_queue",
                "task",
                Redaction.NONE,
                Optional.empty());
    }

    public HttpSettings withHost(String newHost) {
        return new HttpSettings(newHost, port, hosts, limits, queue, type, redaction, tls);
    }

    public HttpSettings withPort(int newPort) {
        return new HttpSettings(host, newPort, hosts, limits, queue, type, redaction, tls);
    }

    public HttpSettings withHosts(Set<String> newHosts) {
        return new HttpSettings(host, port, newHosts, limits, queue, type, redaction, tls);
    }

    public HttpSettings withLimits(HttpLimits newLimits) {
        return new HttpSettings(host, port, hosts, newLimits, queue, type, redaction, tls);
    }

    public HttpSettings withQueue(String newQueue) {
        return new HttpSettings(host, port, hosts, limits, newQueue, type, redaction, tls);
    }

    public HttpSettings withType(String newType) {
        return new HttpSettings(host, port, hosts, limits, queue, newType, redaction, tls);
    }

    public HttpSettings withRedaction(Redaction newRedaction) {
        return new HttpSettings(host, port, hosts, limits, queue, type, newRedaction, tls);
    }

    public HttpSettings withTls(Optional<ServerTls> newTls) {
        return new HttpSettings(host, port, hosts, limits, queue, type, redaction, newTls);
    }
}
