package dev.baton.testkit;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection through the proxy: two readers, two writers. Each request leaves a note of what shall become
 * of its reply; replies come in the order of the requests, so the notes are read in that order.
 */
final class ProxiedConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ProxiedConnection.class);
    private static final int BUFFER_BYTES = 16 * 1024;

    /** In RESP3 these are answered by push messages alone. */
    private static final Set<String> WITHOUT_REPLY =
            Set.of("SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE");

    private final Socket client;
    private final Socket redis;
    private final Weather weather;
    private final OneWay toRedis;
    private final OneWay toClient;
    private final Consumer<ProxiedConnection> whenOver;
    private final ConcurrentLinkedQueue<Note> notes = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    /** The client has been told the end; what it still sends is read, so that no reset follows, and thrown away. */
    private volatile boolean ended;

    private volatile boolean clientIsGone;

    private record Note(@Nullable Fault fault) {}

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    ProxiedConnection(Socket client, Socket redis, Weather weather, Consumer<ProxiedConnection> whenOver) {
        this.client = client;
        this.redis = redis;
        this.weather = weather;
        this.whenOver = whenOver;
        this.toRedis = new OneWay(Direction.REQUESTS, weather, redis, new ToRedis());
        this.toClient = new OneWay(Direction.REPLIES, weather, client, new ToClient());
    }

    void start(String name) {
        begin(name + "-requests-in", this::readRequests);
        begin(name + "-requests-out", toRedis::deliverAll);
        begin(name + "-replies-in", this::readReplies);
        begin(name + "-replies-out", toClient::deliverAll);
    }

    /** Ends both sides now, whatever is under way. */
    void abort() {
        close(client);
        close(redis);
        threads.forEach(Thread::interrupt);
        whenOver.accept(this);
    }

    /** Ends the client's side in this manner, and with it the one to Redis. */
    void end(End end) {
        ended = true;
        try {
            if (end == End.RST) {
                client.setSoLinger(true, 0);
                client.close();
            } else {
                // Not close(): with bytes of the client unread, that would send a reset.
                client.shutdownOutput();
            }
        } catch (IOException e) {
            LOG.debug("The client was gone already", e);
        }
        close(redis);
        if (clientIsGone) {
            abort();
        }
    }

    private void readRequests() throws InterruptedException {
        var commands = new RespCommands();
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            int length;
            while ((length = client.getInputStream().read(buffer)) >= 0) {
                weather.requestBytes.addAndGet(length);
                if (ended) {
                    continue;
                }
                for (byte[] command : commands.feed(buffer, length)) {
                    weather.requests.incrementAndGet();
                    if (!WITHOUT_REPLY.contains(RespCommands.name(command))) {
                        notes.add(new Note(weather.faultFor(command)));
                    }
                    toRedis.send(command);
                }
            }
        } catch (IOException e) {
            LOG.debug("The client's connection broke", e);
        }
        clientIsGone = true;
        if (ended) {
            abort();
        } else {
            toRedis.end(this::finishRequests);
        }
    }

    private void finishRequests() {
        try {
            redis.shutdownOutput();
        } catch (IOException e) {
            LOG.debug("Redis was gone already", e);
        }
    }

    private void readReplies() throws InterruptedException {
        var scanner = new RespScanner();
        byte[] buffer = new byte[BUFFER_BYTES];
        Fault swallowing = null;
        try {
            int length;
            while ((length = redis.getInputStream().read(buffer)) >= 0) {
                weather.replyBytes.addAndGet(length);
                int at = 0;
                int passed = 0;
                while (at < length) {
                    if (scanner.betweenValues()) {
                        swallowing = buffer[at] == '>' ? null : faultOfNextReply();
                        if (swallowing != null) {
                            passed = at;
                        }
                    }
                    int end = scanner.endOfValue(buffer, at, length);
                    at = end < 0 ? length : end;
                    if (swallowing == null) {
                        passed = at;
                    }
                    if (end >= 0) {
                        weather.replies.incrementAndGet();
                        if (swallowing != null) {
                            pass(buffer, passed);
                            endBy(swallowing);
                            return;
                        }
                    }
                }
                pass(buffer, passed);
            }
        } catch (IOException e) {
            LOG.debug("The connection to Redis broke", e);
        }
        if (!ended) {
            toClient.end(() -> end(End.FIN));
        }
    }

    /** All that comes before a swallowed reply in this buffer; a reply begun in an earlier one has nothing before it. */
    private void pass(byte[] buffer, int length) throws InterruptedException {
        if (length > 0) {
            toClient.send(Arrays.copyOf(buffer, length));
        }
    }

    private @Nullable Fault faultOfNextReply() {
        Note note = notes.poll();
        return note != null && note.fault() != null ? note.fault() : weather.everyReply.get();
    }

    private void endBy(Fault fault) throws InterruptedException {
        toClient.end(() -> {
            end(fault.end());
            weather.happened(fault);
        });
    }

    private void begin(String name, Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        // abort() wants it so; the sockets are closed.
                        Thread.currentThread().interrupt();
                    } catch (IOException e) {
                        LOG.debug("{} broke", name, e);
                        abort();
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("A socket did not close", e);
        }
    }

    private final class ToRedis implements OneWay.Delivery {
        @Override
        public int admit(int bytes) {
            return bytes;
        }

        @Override
        public boolean ends() {
            return false;
        }

        @Override
        public void refused(IOException why) {
            // The reader of the replies sees it too, and tells the client behind the replies that are still under way.
            LOG.debug("Redis takes no more requests", why);
        }
    }

    private final class ToClient implements OneWay.Delivery {
        private @Nullable Fault due;

        @Override
        public int admit(int bytes) {
            Fault cut = weather.cut.get();
            if (cut == null) {
                return bytes;
            }
            int admitted = cut.pass(bytes);
            if (cut.isUsedUp() && weather.cut.compareAndSet(cut, null)) {
                due = cut;
            }
            return admitted;
        }

        @Override
        public boolean ends() {
            if (due == null) {
                return false;
            }
            end(due.end());
            weather.happened(due);
            return true;
        }

        @Override
        public void refused(IOException why) throws InterruptedException {
            LOG.debug("The client takes no more replies", why);
            // That the client is gone is news that travels with the requests.
            weather.awaitOpen(Direction.REQUESTS);
            abort();
        }
    }
}
