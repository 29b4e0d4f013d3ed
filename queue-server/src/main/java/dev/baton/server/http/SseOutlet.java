package dev.baton.server.http;

import dev.baton.server.live.Outlet;
import dev.baton.store.EventPosition;
import dev.baton.store.LiveEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** An answer without end, of server-sent events. */
final class SseOutlet implements Outlet {
    private final Response response;
    private final Callback callback;

    /** @param callback to be called when the answer has ended */
    SseOutlet(Response response, Callback callback) {
        this.response = response;
        this.callback = callback;
    }

    /** The head, and something behind it. */
    CompletableFuture<Void> open() {
        response.setStatus(200);
        HttpFields.Mutable headers = response.getHeaders();
        headers.put("Content-Type", EventText.MEDIA_TYPE);
        headers.put("Connection", "close");
        headers.put("X-Accel-Buffering", "no"); // a proxy that gathers would show nothing
        return write(EventText.opening());
    }

    @Override
    public CompletableFuture<Void> tell(List<LiveEvent> events) {
        return write(EventText.sent(events));
    }

    @Override
    public CompletableFuture<Void> beat(EventPosition position) {
        return write(EventText.beatSent(position));
    }

    private CompletableFuture<Void> write(byte[] text) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        response.write(
                false,
                ByteBuffer.wrap(text),
                Callback.from(() -> written.complete(null), written::completeExceptionally));
        return written;
    }

    @Override
    public void end() {
        response.write(true, ByteBuffer.allocate(0), callback);
    }
}
