package dev.baton.server.load;

import dev.baton.server.tls.ClientTls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * One client: enqueues a job, claims the foremost one, whoever enqueued it, and completes it; then again. Asks one thing at a
 * time. Runs on its event loop.
 */
final class LineClient extends ChannelInboundHandlerAdapter {
    /** How the door asks for patience. */
    private static final String SLOWER = "ERR too many requests";

    private final LoadRun run;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private Step step = Step.AUTH;
    private int number;
    private String words = "";
    private String asked = "";
    private long askedNanos;

    /** What it waits for an answer to. */
    private enum Step {
        AUTH,
        ENQUEUE,
        DEQUEUE,
        ACK,
        QUIT
    }

    LineClient(LoadRun run) {
        this.run = run;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        run.arrived(() -> context.executor().execute(() -> begin(context)));
    }

    private void begin(ChannelHandlerContext context) {
        run.plan().key().ifPresentOrElse(key -> ask(context, Step.AUTH, "AUTH " + key), () -> nextJob(context));
    }

    private void nextJob(ChannelHandlerContext context) {
        number = run.nextNumber();
        if (number < 0) {
            ask(context, Step.QUIT, "QUIT");
            return;
        }
        long delay = run.delayNanos(number);
        if (delay <= 0) {
            enqueue(context);
        } else {
            context.executor().schedule(() -> enqueue(context), delay, TimeUnit.NANOSECONDS);
        }
    }

    private void enqueue(ChannelHandlerContext context) {
        run.ledger().begun(number);
        ask(context, Step.ENQUEUE, "ENQUEUE " + run.plan().queue() + " " + number);
    }

    private void ask(ChannelHandlerContext context, Step next, String line) {
        step = next;
        asked = line;
        askedNanos = System.nanoTime();
        context.writeAndFlush(ByteBufUtil.writeUtf8(context.alloc(), line + "\n"));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            while (bytes.isReadable()) {
                byte next = bytes.readByte();
                if (next == '\n') {
                    String line = partial.toString(StandardCharsets.UTF_8);
                    partial.reset();
                    answered(context, line);
                } else {
                    partial.write(next);
                }
            }
        } finally {
            bytes.release();
        }
    }

    private void answered(ChannelHandlerContext context, String line) {
        long nanos = System.nanoTime() - askedNanos;
        if (line.startsWith(SLOWER)) {
            run.ledger().slowed();
            context.executor().schedule(() -> ask(context, step, asked), 1, TimeUnit.SECONDS);
            return;
        }
        if (line.startsWith("ERR")) {
            run.ledger().error(step + ": " + line);
            context.close();
            return;
        }
        switch (step) {
            case AUTH -> nextJob(context);
            case ENQUEUE -> {
                run.enqueues().add(nanos);
                run.ledger().enqueued(number);
                claim(context);
            }
            case DEQUEUE -> {
                if (line.equals("EMPTY")) {
                    claim(context); // as many are enqueued as are claimed, so there will be one
                    return;
                }
                run.claims().add(nanos);
                run.ledger().claimed();
                int space = line.indexOf(' ');
                words = line.substring(space + 1);
                ask(context, Step.ACK, "ACK " + line.substring(0, Math.max(0, space)));
            }
            case ACK -> {
                run.ends().add(nanos);
                run.ledger().completed(words);
                nextJob(context);
            }
            case QUIT -> context.close();
        }
    }

    private void claim(ChannelHandlerContext context) {
        ask(context, Step.DEQUEUE, "DEQUEUE " + run.plan().queue() + " 10");
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (step != Step.QUIT) {
            run.ledger().error("the connection ended at " + step);
        }
        run.left();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable deepest = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        run.ledger()
                .error(
                        deepest instanceof SSLException
                                ? "no connection: " + ClientTls.reason(deepest)
                                : step + ": " + cause);
        context.close();
    }
}
