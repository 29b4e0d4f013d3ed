package dev.baton;

import dev.baton.model.Limits;
import dev.baton.store.NewJob;
import java.util.ArrayList;
import java.util.List;

/** The jobs of one call, ready to be sent; {@code bytes} is the size of their records. */
record Load(List<Packing.Packed> jobs, long bytes) {
    List<String> ids() {
        return jobs.stream().map(packed -> packed.job().id()).toList();
    }

    int size() {
        return jobs.size();
    }

    /** The jobs in round trips' worths, in order. */
    List<Parcel> parcels() {
        List<Parcel> parcels = new ArrayList<>();
        for (int from = 0; from < jobs.size(); from += Limits.BATCH) {
            List<Packing.Packed> part = jobs.subList(from, Math.min(jobs.size(), from + Limits.BATCH));
            List<NewJob> sent = part.stream().map(Packing.Packed::job).toList();
            parcels.add(new Parcel(
                    sent, part.stream().mapToLong(Packing.Packed::bytes).sum()));
        }
        return parcels;
    }
}
