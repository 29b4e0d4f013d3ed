package dev.baton.redis;

import java.util.List;

/** A single Redis, or the primary that Sentinel names: lettuce asks Sentinel whenever it connects or reconnects. */
final class OnePrimary implements Topology {
    private final Server server;
    private final boolean sentinel;

    OnePrimary(ServerAddress address) {
        this.server = new Server(address.display(), address.uri());
        this.sentinel = !address.uri().getSentinels().isEmpty();
    }

    @Override
    public void open() {
        // The address is all there is to know.
    }

    @Override
    public Server ownerOf(int slot) {
        return server;
    }

    @Override
    public List<Server> primaries() {
        return List.of(server);
    }

    @Override
    public void doubt() {
        // Nothing is remembered that could be old.
    }

    @Override
    public boolean isCluster() {
        return false;
    }

    @Override
    public boolean isResolved() {
        return sentinel;
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
