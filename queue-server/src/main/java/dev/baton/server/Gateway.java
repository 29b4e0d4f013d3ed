package dev.baton.server;

import dev.baton.Baton;
import dev.baton.server.access.Access;
import dev.baton.server.figures.Recent;
import dev.baton.server.lending.Lending;
import dev.baton.store.Store;

/**
 * What every door of the gateway works with. It owns none of it: whoever made it closes it, the doors first.
 *
 * @param baton for enqueues and for looking, on {@code store}
 * @param store the store beneath
 * @param lending claims of consumers behind the doors
 * @param access who may come in
 * @param requests how long the doors took to answer, requests apart that wait for a job because they were told to
 */
public record Gateway(Baton baton, Store store, Lending lending, Access access, Recent requests) {
    public Gateway(Baton baton, Store store, Lending lending, Access access) {
        this(baton, store, lending, access, new Recent());
    }
}
