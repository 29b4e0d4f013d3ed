package dev.baton;

import static org.awaitility.Awaitility.await;

import dev.baton.embedded.RedisServer;
import dev.baton.embedded.RedisServerBuilder;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A primary and its replica, in step, and a client on the primary. */
final class ReplicatedRedis implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final RedisServer primary;
    private final RedisServer replica;
    private final Baton baton;

    private ReplicatedRedis(RedisServer primary, RedisServer replica) {
        this.primary = primary;
        this.replica = replica;
        await().atMost(LIMIT).until(this::isInStep);
        this.baton = Baton.connect(primary.uri());
    }

    /** @param kind describes both servers alike; called for each */
    static ReplicatedRedis start(UnaryOperator<RedisServerBuilder> kind) {
        RedisServer primary = kind.apply(RedisServer.builder())
                .option("repl-diskless-sync-delay", "0")
                .start();
        RedisServer replica = kind.apply(RedisServer.builder())
                .option("replicaof", "127.0.0.1", Integer.toString(primary.port()))
                .start();
        return new ReplicatedRedis(primary, replica);
    }

    /** Whether both run and belong together. */
    boolean isInStep() {
        return primary.isRunning()
                && replica.isRunning()
                && info(primary, "replication").contains(",state=online")
                && info(replica, "replication").contains("master_link_status:up");
    }

    void clear() {
        ask(primary, connection -> connection.sync().flushall());
    }

    RedisServer primary() {
        return primary;
    }

    RedisServer replica() {
        return replica;
    }

    Baton baton() {
        return baton;
    }

    /** The word in the replica's own memory. */
    String statusInReplica(String queue, String id) {
        return ask(
                replica,
                connection -> String.valueOf(connection.sync().get("baton:{" + queue + "}:job:" + id + ":status")));
    }

    void promoteTheReplica() {
        ask(replica, connection -> connection.sync().replicaofNoOne());
    }

    /** Everything that stands in the primary. */
    List<String> keys() {
        return ask(primary, connection -> connection.sync().keys("*"));
    }

    void configure(String name, String value) {
        ask(primary, connection -> connection.sync().configSet(name, value));
    }

    int connectedReplicas() {
        return (int) number("connected_slaves:(\\d+)", info(primary, "replication"));
    }

    /** Whether somebody waits in the primary for replicas or disks. */
    boolean isWaitedFor() {
        return number("blocked_clients:(\\d+)", info(primary, "clients")) == 1;
    }

    /** Closes the connection of the durable enqueues from the primary's side. */
    void killTheDurableConnection() {
        ask(primary, connection -> {
            long id =
                    number("id=(\\d+) .* name=baton-durable ", connection.sync().clientList());
            return connection.sync().clientKill(KillArgs.Builder.id(id));
        });
    }

    /** How often a command was called, by the primary's own count. */
    long calls(String command) {
        return number("cmdstat_" + command + ":calls=(\\d+)", info(primary, "commandstats"));
    }

    private static long number(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    private static String info(RedisServer server, String section) {
        return ask(server, connection -> connection.sync().info(section));
    }

    private interface Question<T> {
        T ask(StatefulRedisConnection<String, String> connection);
    }

    private static <T> T ask(RedisServer server, Question<T> question) {
        RedisClient client = RedisClient.create(server.uri());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return question.ask(connection);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    @Override
    public void close() {
        baton.close();
        replica.close();
        primary.close();
    }
}
