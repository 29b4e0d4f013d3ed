package dev.baton.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The lines of one purpose, one to each server that owns something; each opens when it is first needed. */
final class Lines {
    private final Topology topology;
    private final Function<Server, Line<StatefulRedisConnection<byte[], byte[]>>> maker;
    private final ConcurrentHashMap<String, Line<StatefulRedisConnection<byte[], byte[]>>> byName =
            new ConcurrentHashMap<>();

    Lines(Topology topology, Function<Server, Line<StatefulRedisConnection<byte[], byte[]>>> maker) {
        this.topology = topology;
        this.maker = maker;
    }

    /**
     * The line to the server that owns a slot now.
     *
     * @throws dev.baton.store.StoreException NOT_READY if nobody owns it at the moment
     */
    Line<StatefulRedisConnection<byte[], byte[]>> to(int slot) {
        return to(topology.ownerOf(slot));
    }

    Line<StatefulRedisConnection<byte[], byte[]>> to(Server server) {
        var known = byName.get(server.name());
        return known != null ? known : byName.computeIfAbsent(server.name(), name -> maker.apply(server));
    }
}
