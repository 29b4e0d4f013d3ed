package dev.baton.examples.demo;

import dev.baton.Baton;
import dev.baton.json.JacksonCodec;
import dev.baton.redis.RedisStore;
import dev.baton.redis.RedisStoreOptions;
import dev.baton.server.Gateway;
import dev.baton.server.access.Access;
import dev.baton.server.http.HttpDoor;
import dev.baton.server.http.HttpSettings;
import dev.baton.server.lending.LendingDesk;
import dev.baton.store.Store;

/** The server's HTTP door on the Redis of a run, for this machine alone: the run can be watched in a browser. */
final class DemoPage implements AutoCloseable {
    private final Baton baton;
    private final LendingDesk desk;
    private final HttpDoor door;

    private DemoPage(DemoRedis redis) {
        JacksonCodec codec = new JacksonCodec();
        Store store = RedisStore.connect(RedisStoreOptions.of(redis.uri(), codec));
        baton = Baton.on(store, options -> {});
        desk = new LendingDesk(store, codec, (queue, lease) -> {});
        boolean opened = false;
        try {
            door = open(new Gateway(baton, store, desk, Access.open()), redis.queue());
            opened = true;
        } finally {
            if (!opened) {
                desk.close();
                baton.close();
            }
        }
    }

    static DemoPage open(DemoRedis redis) {
        return new DemoPage(redis);
    }

    /** At the server's usual port, or at any other: a server may be running here. */
    private static HttpDoor open(Gateway gateway, String queue) {
        HttpSettings settings = HttpSettings.defaults().withQueue(queue);
        try {
            return HttpDoor.open(gateway, settings);
        } catch (IllegalStateException e) {
            return HttpDoor.open(gateway, settings.withPort(0));
        }
    }

    String url() {
        return "http://127.0.0.1:" + door.port() + "/";
    }

    @Override
    public void close() {
        door.close();
        desk.close();
        baton.close();
    }
}
