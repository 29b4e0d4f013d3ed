package dev.baton.server.http;

import dev.baton.server.live.Listener;
import dev.baton.server.live.Outlet;
import dev.baton.store.EventPosition;
import dev.baton.store.LiveEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/** Events over a WebSocket, a message each. Nothing is taken from the other side but pings and its farewell. */
final class SocketOutlet implements Outlet, FrameHandler {
    private final Listener listener;
    private volatile @Nullable CoreSession session;

    SocketOutlet(Listener listener) {
        this.listener = listener;
    }

    @Override
    public void onOpen(CoreSession open, Callback callback) {
        session = open;
        callback.succeeded();
        open.demand();
        listener.tellTo(this);
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        CoreSession open = java.util.Objects.requireNonNull(session);
        if (frame.isDataFrame()) {
            callback.succeeded();
            open.close(CloseStatus.BAD_DATA, "Nothing is taken here: say what you want in the address", Callback.NOOP);
            return;
        }
        if (frame.getOpCode() == OpCode.PING) {
            ByteBuffer same = ByteBuffer.allocate(frame.getPayloadLength());
            if (frame.hasPayload()) {
                same.put(frame.getPayload().slice());
            }
            callback.succeeded();
            // Nothing more is read until it is sent: whoever asks and does not listen fills nobody's memory.
            open.sendFrame(
                    new Frame(OpCode.PONG, same.flip()),
                    Callback.from(open::demand, failure -> listener.close()),
                    false);
            return;
        }
        callback.succeeded();
        if (frame.getOpCode() != OpCode.CLOSE) {
            open.demand();
        }
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        listener.close();
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        listener.close();
        callback.succeeded();
    }

    @Override
    public CompletableFuture<Void> tell(List<LiveEvent> events) {
        List<byte[]> messages = EventText.messages(events);
        CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < messages.size(); i++) {
            last = send(messages.get(i), i + 1 < messages.size());
        }
        return last;
    }

    @Override
    public CompletableFuture<Void> beat(EventPosition position) {
        return send(EventText.beatMessage(position), false);
    }

    /** Messages go out in their order, and none after one that failed: the last tells of all. */
    private CompletableFuture<Void> send(byte[] message, boolean moreFollow) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        java.util.Objects.requireNonNull(session)
                .sendFrame(
                        new Frame(OpCode.TEXT, ByteBuffer.wrap(message)),
                        Callback.from(() -> sent.complete(null), sent::completeExceptionally),
                        moreFollow);
        return sent;
    }

    @Override
    public void end() {
        java.util.Objects.requireNonNull(session).close(CloseStatus.SHUTDOWN, "No more events come", Callback.NOOP);
    }
}
