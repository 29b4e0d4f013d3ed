package dev.baton.doctor;

import dev.baton.model.Printable;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.protocol.RedisProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of an examination: one, or in a cluster one to each primary. Who owns which slot is read once; a server
 * that does not own one any more says so, and the examination ends with that.
 */
final class Links implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Address address;
    private final RedisClient client;
    private final List<Link> all = new ArrayList<>();
    private final Map<Integer, Link> owners = new LinkedHashMap<>();

    private Links(Address address) {
        this.address = address;
        this.client = RedisClient.create();
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .protocolVersion(ProtocolVersion.RESP2)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled())
                .build());
    }

    /** @throws ExaminationException if nobody answers there, or refuses */
    static Links open(Address address) {
        Links links = new Links(address);
        try {
            if (address.isCluster()) {
                links.connectPrimaries();
            } else {
                links.connect(address.uri(), address.display());
            }
            return links;
        } catch (ExaminationException e) {
            links.close();
            throw e;
        } catch (RuntimeException e) {
            links.close();
            throw new ExaminationException(whyNotConnected(address, e), e);
        }
    }

    private void connectPrimaries() {
        RedisClusterClient cluster = RedisClusterClient.create(address.seeds());
        try {
            cluster.refreshPartitions();
            for (RedisClusterNode node : cluster.getPartitions()) {
                List<Integer> slots = node.getSlots();
                if (node.getRole().isUpstream() && !slots.isEmpty()) {
                    RedisURI uri = RedisURI.builder(node.getUri()).build();
                    Link link = connect(address.prepared(uri), Address.display(uri));
                    slots.forEach(slot -> owners.put(slot, link));
                }
            }
        } finally {
            cluster.shutdown(Duration.ZERO, GRACE);
        }
        if (owners.size() < SlotHash.SLOT_COUNT) {
            throw new ExaminationException("The cluster at " + address.display() + " serves " + owners.size() + " of "
                    + SlotHash.SLOT_COUNT + " slots: look at CLUSTER NODES, and examine again when all are served");
        }
    }

    private Link connect(RedisURI uri, String display) {
        Link link = new Link(
                display, address.isCluster(), client.connect(new StringCodec(StandardCharsets.ISO_8859_1), uri));
        all.add(link);
        return link;
    }

    /** Without secrets. */
    String address() {
        return address.display();
    }

    boolean isCluster() {
        return address.isCluster();
    }

    /** One to each primary. */
    List<Link> all() {
        return all;
    }

    /** To the server that holds a key. All keys of a queue lie with its {@code meta}. */
    Link of(String key) {
        Link owner = owners.get(SlotHash.getSlot(key));
        return owner == null ? all.get(0) : owner;
    }

    @Override
    public void close() {
        all.forEach(Link::close);
        client.shutdown(Duration.ZERO, GRACE);
    }

    private static String whyNotConnected(Address address, Throwable thrown) {
        Throwable root = thrown;
        for (Throwable cause = thrown; cause != null; cause = next(cause)) {
            root = cause;
            if (cause instanceof RedisCommandExecutionException refusal) {
                return said(refusal).contains("cluster support disabled")
                        ? "Redis at " + address.display() + " is no cluster: give its address as redis://host:port"
                        : "Redis at " + address.display()
                                + " refused the connection: give the right user and password in the address"
                                + " (Redis said: " + said(refusal) + ")";
            }
            if (cause instanceof RedisProtocolException) {
                return "What answers at " + address.display()
                        + " is no Redis: give the address of one, and rediss:// if it speaks TLS";
            }
        }
        return "No Redis can be reached at " + address.display() + " (" + said(root)
                + "): start one there, or give another address";
    }

    /** What the driver met at the nodes of a cluster it keeps beside its own error. */
    private static @Nullable Throwable next(Throwable thrown) {
        if (thrown.getCause() != null) {
            return thrown.getCause();
        }
        return thrown.getSuppressed().length > 0 ? thrown.getSuppressed()[0] : null;
    }

    static String said(Throwable thrown) {
        String message = thrown.getMessage();
        return Printable.line(message == null ? thrown.getClass().getSimpleName() : message, 300);
    }
}
