package dev.baton.server.tcp;

import dev.baton.server.access.Caller;
import dev.baton.server.access.RateLimit;
import dev.baton.server.tcp.Turns.Turn;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, from its first byte to its last: cuts lines, starts requests when their turn comes, and sends the answers
 * in the order of the requests. It reads no further while the client has too much under way or leaves its answers unread.
 * All of it runs on the connection's event loop.
 */
final class Conversation extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    /** Of a client that sends what nobody can read, or keys that nobody has. */
    private static final int MOST_MISREAD = 3;
    /** In a row; a person may mistype, a program that speaks another protocol goes on and on. */
    private static final int MOST_UNKNOWN = 10;
    /** How long a client may take to hang up: a connection closed at once would tear the last answer away. */
    private static final Duration HANGING_UP = Duration.ofSeconds(2);

    /** And how much it may still send: a client that does not look at our last answer may never stop. */
    private static final long MOST_IGNORED = 1 << 20;

    private final Clerk clerk;
    private final Lodge lodge;
    private final TcpSettings settings;
    private final RequestReader reader;
    private final LineCutter cutter;
    private final Turns turns;
    private String address = "";
    private @Nullable Caller caller;
    private @Nullable Request held;
    private State state = State.OPEN;
    private boolean inputEnded;
    private boolean advancing;
    private boolean flushing;
    private int misread;
    private int unknown;
    private long ignored;
    private long lastLineNanos = System.nanoTime();
    private @Nullable Future<?> alarm;
    private @Nullable Future<?> stalled;

    /** How far it is. */
    private enum State {
        /** Requests are taken. */
        OPEN,
        /** No more requests; what is under way gets its answer. */
        LAST_ANSWERS,
        /** Everything is said; waits for the client to hang up. */
        SAID,
        /** There is no connection any more. */
        GONE
    }

    Conversation(Clerk clerk, Lodge lodge, TcpSettings settings) {
        this.clerk = clerk;
        this.lodge = lodge;
        this.settings = settings;
        reader = new RequestReader(settings.queue());
        cutter = new LineCutter(settings.lineBytes());
        turns = new Turns(settings.underWay());
        caller = lodge.access().anonymous().orElse(null);
    }

    /** The door closes: what is under way gets its answer, and then the connection ends. Called on the event loop. */
    void leave(ChannelHandlerContext context) {
        if (state == State.OPEN) {
            state = State.LAST_ANSWERS;
            turns.forEachErrand(Errand::hurry);
            advance(context);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (context.channel().remoteAddress() instanceof InetSocketAddress remote && remote.getAddress() != null) {
            address = RateLimit.addressKey(remote.getAddress().getHostAddress());
        }
        watchIdleness(context, settings.idle().toNanos());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (state == State.OPEN) {
                cutter.feed((ByteBuf) message);
                advance(context);
            } else {
                ignore(context, ((ByteBuf) message).readableBytes());
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        // With TLS the end is said, whether or not the connection below it ends, too.
        if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
            inputEnded = true;
            if (state == State.SAID) {
                context.close();
            } else {
                turns.forEachErrand(Errand::hurry);
                advance(context);
            }
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            stop(stalled);
            stalled = null;
            advance(context);
        } else if (stalled == null) {
            context.channel().config().setAutoRead(false);
            stalled = dropAfter(context, settings.patience());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        state = State.GONE;
        held = null;
        cutter.clear();
        stop(alarm);
        stop(stalled);
        turns.forEachErrand(Errand::giveUp);
        for (Answer answer = turns.next(); answer != null; answer = turns.next()) {
            clerk.undelivered(answer);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // What TLS does not like comes wrapped.
        if (cause instanceof IOException || cause.getCause() instanceof IOException) {
            LOG.debug("A connection broke", cause);
        } else {
            LOG.error("A connection is closed, for its conversation failed", cause);
        }
        context.close();
    }

    private void ignore(ChannelHandlerContext context, int bytes) {
        ignored += bytes;
        if (ignored > MOST_IGNORED) {
            context.close();
        }
    }

    /** Starts what may start, sends what may be sent, and decides whether to read on. */
    private void advance(ChannelHandlerContext context) {
        if (advancing || state == State.GONE) {
            return;
        }
        advancing = true;
        try {
            do {
                startRequests(context);
            } while (sendAnswers(context));
        } finally {
            advancing = false;
        }
        if (state == State.LAST_ANSWERS && turns.isEmpty()) {
            sayGoodbye(context);
        }
        context.channel().config().setAutoRead(state == State.SAID || state == State.OPEN && mayRead(context));
    }

    private boolean mayRead(ChannelHandlerContext context) {
        return context.channel().isWritable() && cutter.waiting() <= settings.lineBytes() && !inputEnded;
    }

    private void startRequests(ChannelHandlerContext context) {
        while (state == State.OPEN && context.channel().isWritable()) {
            Request request = held == null ? nextRequest() : held;
            held = request;
            if (request == null || !turns.hasRoomFor(request.kind())) {
                return;
            }
            held = null;
            start(context, request);
        }
    }

    /** Null if there is none, or none yet. Blank lines are none. */
    private @Nullable Request nextRequest() {
        for (Line line = cutter.next(); line != null; line = cutter.next()) {
            lastLineNanos = System.nanoTime();
            if (line instanceof Line.Unreadable unreadable) {
                misread++;
                return new Request.Wrong(unreadable.why());
            } else if (line instanceof Line.Foreign foreign) {
                return new Request.Foreign(foreign.why());
            } else if (line instanceof Line.Text text && !text.text().isBlank()) {
                return reader.read(text.text());
            }
        }
        return inputEnded ? lastWords() : null;
    }

    /** A line that was cut off is not carried out: who knows how it would have ended. */
    private @Nullable Request lastWords() {
        if (cutter.waiting() == 0) {
            state = State.LAST_ANSWERS;
            return null;
        }
        cutter.clear();
        return new Request.Foreign("the last line has no end, nothing was done for it");
    }

    private void start(ChannelHandlerContext context, Request request) {
        Errand errand;
        // What nobody carries out costs nothing, and says how the connection ends.
        long seconds = request instanceof Request.Talk ? 0 : lodge.secondsToWait(address, caller);
        if (seconds > 0) {
            errand = Errand.done(Answer.error("too many requests, send fewer, and again in " + seconds + " s"));
        } else if (request instanceof Request.Auth auth) {
            errand = Errand.done(authenticate(auth.key()));
        } else if (request.needs().isPresent() && !mayDo(request)) {
            errand = Errand.done(Answer.error("not allowed: this needs the role "
                    + request.needs().get().word() + (caller == null ? ", AUTH first" : "")));
        } else {
            errand = clerk.start(request);
        }
        unknown = request instanceof Request.Unknown ? unknown + 1 : 0;
        if (request instanceof Request.Bye
                || request instanceof Request.Foreign
                || misread >= MOST_MISREAD
                || unknown >= MOST_UNKNOWN) {
            state = State.LAST_ANSWERS;
        }
        Turn turn = turns.add(request.kind(), errand);
        if (inputEnded) {
            errand.hurry();
        }
        long beganNanos = System.nanoTime();
        errand.answer().whenComplete((answer, error) -> {
            if (!(request instanceof Request.Dequeue dequeue
                    && !dequeue.patience().isZero())) {
                lodge.times().add(System.nanoTime() - beganNanos);
            }
            onLoop(context, turn, answer, error);
        });
    }

    private boolean mayDo(Request request) {
        Caller asking = caller;
        return asking != null && request.needs().map(asking::may).orElse(true);
    }

    private Answer authenticate(String key) {
        Optional<Caller> known = lodge.access().caller(key);
        if (known.isEmpty()) {
            misread++;
            return Answer.error("not allowed: nobody has this key");
        }
        caller = known.get();
        return Answer.OK;
    }

    /** Answers come on threads of the store. */
    private void onLoop(ChannelHandlerContext context, Turn turn, @Nullable Answer answer, @Nullable Throwable error) {
        Answer told = answer != null ? answer : Refusals.of(error == null ? new IllegalStateException() : error);
        if (context.executor().inEventLoop()) {
            settle(context, turn, told);
            return;
        }
        try {
            context.executor().execute(() -> settle(context, turn, told));
        } catch (RejectedExecutionException e) {
            clerk.undelivered(told); // the door is closed
        }
    }

    private void settle(ChannelHandlerContext context, Turn turn, Answer answer) {
        turns.answered(turn, answer);
        if (state == State.GONE) {
            clerk.undelivered(answer);
        } else {
            advance(context);
        }
    }

    /** Whether anything was sent. */
    private boolean sendAnswers(ChannelHandlerContext context) {
        boolean any = false;
        for (Answer answer = turns.next(); answer != null; answer = turns.next()) {
            send(context, answer);
            any = true;
        }
        return any;
    }

    private void send(ChannelHandlerContext context, Answer answer) {
        ByteBuf line = context.alloc().buffer(ByteBufUtil.utf8Bytes(answer.line()) + 1);
        ByteBufUtil.writeUtf8(line, answer.line());
        line.writeByte('\n');
        context.write(line).addListener(written -> {
            if (!written.isSuccess()) {
                clerk.undelivered(answer);
            }
        });
        if (!flushing) {
            flushing = true;
            context.executor().execute(() -> {
                flushing = false;
                context.flush();
            });
        }
    }

    /** Ends our side, and lets the client end its own. */
    private void sayGoodbye(ChannelHandlerContext context) {
        state = State.SAID;
        cutter.clear();
        stop(alarm);
        context.writeAndFlush(context.alloc().buffer(0)).addListener(written -> {
            if (inputEnded) {
                context.close();
            } else {
                Farewell.say(context);
                alarm = dropAfter(context, HANGING_UP);
            }
        });
        if (stalled == null) {
            stalled = dropAfter(context, settings.patience());
        }
    }

    /** With whatever was not sent: a client that does not read keeps memory that others need. */
    private static Future<?> dropAfter(ChannelHandlerContext context, Duration length) {
        return context.executor().schedule(() -> context.close(), length.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A line counts, not a byte: who sends one byte a minute is as idle as who sends none. */
    private void watchIdleness(ChannelHandlerContext context, long nanos) {
        alarm = context.executor()
                .schedule(
                        () -> {
                            long left = settings.idle().toNanos() - (System.nanoTime() - lastLineNanos);
                            if (state != State.OPEN) {
                                return;
                            } else if (!turns.isEmpty()) {
                                watchIdleness(context, settings.idle().toNanos());
                            } else if (left > 0) {
                                watchIdleness(context, left);
                            } else {
                                start(context, new Request.Foreign("idle for too long, closing"));
                                advance(context);
                            }
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    private static void stop(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
