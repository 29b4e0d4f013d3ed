package dev.baton.redis;

import java.util.List;

/** A single Redis, always at the same address. */
class OnePrimary implements Topology {
    private final Server server;

    OnePrimary(ServerAddress address) {
        this.server = new Server(address.display(), address.uri());
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
        return false;
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
