package dev.baton.redis;

import java.util.List;

/**
 * Which server owns a key: that alone differs between a single Redis, one behind Sentinel, and a cluster. Thread-safe;
 * only {@link #open()} blocks.
 */
interface Topology extends AutoCloseable {
    /**
     * Finds the servers; called once, before anything else.
     *
     * @throws RuntimeException of the driver's, if none can be reached
     */
    void open();

    /**
     * The primary that owns a slot.
     *
     * @throws dev.baton.store.StoreException NOT_READY if nobody owns it at the moment
     */
    Server ownerOf(int slot);

    /** Every primary. */
    List<Server> primaries();

    /** Something, such as MOVED or a lost socket, says that the view may be old: it is renewed soon. */
    void doubt();

    /** Whether keys live on several servers. */
    boolean isCluster();

    /** Whether the same address may lead to another server next time, so that opening anew can help. */
    boolean isResolved();

    @Override
    void close();
}
