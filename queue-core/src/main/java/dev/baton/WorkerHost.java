package dev.baton;

import dev.baton.codec.JobCodec;
import dev.baton.store.Store;

/** What a worker shares with the {@code Baton} that it belongs to; it closes none of it. */
public record WorkerHost(Store store, JobCodec codec) {}
