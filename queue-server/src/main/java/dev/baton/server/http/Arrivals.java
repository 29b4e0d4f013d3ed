package dev.baton.server.http;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/**
 * Closes connections whose next request does not arrive in time, whole with its body. An idle time-out does not see clients
 * that send a byte now and then; this does. Thread-safe.
 */
final class Arrivals implements Connection.Listener {
    private final ConcurrentHashMap<EndPoint, Long> expected = new ConcurrentHashMap<>();
    private final Duration longest;

    Arrivals(Duration longest) {
        this.longest = longest;
    }

    /** The next request may come. */
    void expect(EndPoint client) {
        if (client.isOpen()) {
            expected.put(client, System.nanoTime());
        }
        if (!client.isOpen()) {
            // It was closed meanwhile, and perhaps its listener was faster.
            expected.remove(client);
        }
    }

    /** It has come. */
    void arrived(EndPoint client) {
        expected.remove(client);
    }

    /** One pass over all connections. */
    void sweep() {
        long now = System.nanoTime();
        expected.forEach((client, since) -> {
            if (now - since > longest.toNanos() && expected.remove(client, since)) {
                client.close(new TimeoutException("No whole request arrived within " + longest));
            }
        });
    }

    @Override
    public void onOpened(Connection connection) {
        // That of HTTP within TLS is told of, too; and on a WebSocket there is no next request.
        if (!(connection instanceof SslConnection) && !(connection instanceof WebSocketConnection)) {
            expect(connection.getEndPoint());
        }
    }

    @Override
    public void onClosed(Connection connection) {
        expected.remove(connection.getEndPoint());
    }
}
