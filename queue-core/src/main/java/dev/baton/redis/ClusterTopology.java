package dev.baton.redis;

import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who owns which slot of a cluster, as several of its nodes tell it. The view is renewed every few seconds, and soon after
 * it was doubted; the jobs' own connections are no part of this.
 */
final class ClusterTopology implements Topology {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterTopology.class);

    /** A frozen node must not hold up a look at the others. */
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration REGULARLY = Duration.ofSeconds(15);

    private final String display;
    private final Runnable changed;
    private final RedisClusterClient client;
    private final Looks looks;
    private final Duration timeout;
    private volatile View view = new View(new Server[0], List.of());

    /** One consistent answer: the owner of each slot, and all owners. */
    private record View(@Nullable Server[] owners, List<Server> primaries) {
        boolean tellsTheSameAs(View other) {
            return java.util.Arrays.equals(owners, other.owners);
        }
    }

    /** @param changed runs whenever a slot has another owner than before */
    ClusterTopology(ServerAddress address, ClientResources resources, Runnable changed) {
        this.display = address.display();
        this.changed = changed;
        this.looks = new Looks(resources, this::look);
        List<RedisURI> seeds = new ArrayList<>();
        for (RedisURI seed : address.seeds()) {
            RedisURI copy = RedisURI.builder(seed).build();
            copy.setTimeout(shorter(seed.getTimeout()));
            seeds.add(copy);
        }
        this.timeout = address.uri().getTimeout();
        this.client = RedisClusterClient.create(resources, seeds);
        client.setOptions(ClusterClientOptions.builder()
                .socketOptions(
                        SocketOptions.builder().connectTimeout(shorter(timeout)).build())
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .dynamicRefreshSources(true)
                        .build())
                .build());
    }

    private static Duration shorter(Duration timeout) {
        return timeout.compareTo(LOOK_TIMEOUT) < 0 ? timeout : LOOK_TIMEOUT;
    }

    @Override
    public void open() {
        client.refreshPartitions();
        view = read(client.getPartitions());
        looks.later(this::regularly, REGULARLY.toMillis());
    }

    private View read(Partitions partitions) {
        @Nullable Server[] owners = new Server[SlotHash.SLOT_COUNT];
        List<Server> primaries = new ArrayList<>();
        Map<String, Server> known = new HashMap<>();
        view.primaries.forEach(server -> known.put(server.name(), server));
        for (RedisClusterNode node : partitions) {
            List<Integer> slots = node.getSlots();
            if (!node.getRole().isUpstream() || slots.isEmpty()) {
                continue;
            }
            Server server = known.computeIfAbsent(nameOf(node.getUri()), name -> server(name, node.getUri()));
            primaries.add(server);
            slots.forEach(slot -> owners[slot] = server);
        }
        return new View(owners, List.copyOf(primaries));
    }

    private Server server(String name, RedisURI found) {
        RedisURI uri = RedisURI.builder(found).build();
        uri.setTimeout(timeout);
        return new Server(name, uri);
    }

    private static String nameOf(RedisURI uri) {
        return uri.getHost() + ":" + uri.getPort();
    }

    @Override
    public Server ownerOf(int slot) {
        @Nullable Server[] owners = view.owners;
        Server owner = slot < owners.length ? owners[slot] : null;
        if (owner == null) {
            doubt();
            throw new StoreException(
                    Kind.NOT_READY,
                    "No node of the cluster at " + display + " owns slot " + slot
                            + " at the moment: try again in a while");
        }
        return owner;
    }

    @Override
    public List<Server> primaries() {
        return view.primaries;
    }

    @Override
    public void doubt() {
        looks.doubt();
    }

    private CompletionStage<?> look() {
        return client.refreshPartitionsAsync().whenComplete((done, error) -> {
            if (error != null) {
                LOG.debug("The nodes of the cluster at {} did not tell who owns what", display, error);
            } else {
                take(read(client.getPartitions()));
            }
        });
    }

    private void take(View found) {
        View before = view;
        view = found;
        if (!found.tellsTheSameAs(before)) {
            LOG.info(
                    "Slots of the cluster at {} have other owners than before; primaries: {}",
                    display,
                    found.primaries);
            changed.run();
        }
    }

    private void regularly() {
        doubt();
        looks.later(this::regularly, REGULARLY.toMillis());
    }

    @Override
    public boolean isCluster() {
        return true;
    }

    @Override
    public boolean isResolved() {
        return true;
    }

    @Override
    public void close() {
        looks.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
