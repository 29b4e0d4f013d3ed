package dev.baton.redis;

import dev.baton.model.WorkerView;
import dev.baton.model.WorkerView.HeldJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes views of workers from what the crew script shows. */
final class WorkerViews {
    private static final int WIDTH = 4;

    private WorkerViews() {}

    static List<WorkerView> read(String queue, Answers answers) {
        long now = answers.number(0);
        Answers crew = answers.list(1);
        if (crew.size() % WIDTH != 0) {
            throw Answers.mismatch("workers of " + crew.size() + " elements");
        }
        List<WorkerView> views = new ArrayList<>(crew.size() / WIDTH);
        for (int at = 0; at < crew.size(); at += WIDTH) {
            long expiry = crew.number(at + 1);
            List<HeldJob> jobs = new ArrayList<>();
            crew.list(at + 3).texts().forEach(element -> jobs.add(held(element)));
            views.add(new WorkerView(
                    queue,
                    crew.text(at),
                    expiry > now,
                    Instant.ofEpochMilli(expiry),
                    crew.number(at + 2),
                    List.copyOf(jobs)));
        }
        return views;
    }

    /** "id", or "id nonce fence". */
    static HeldJob held(String element) {
        int space = element.indexOf(' ');
        return space < 0 ? new HeldJob(element, null) : new HeldJob(element.substring(0, space), claimedAt(element));
    }

    /** The fence is the microsecond of the claim, unless the clock of Redis went back. */
    private static @Nullable Instant claimedAt(String entry) {
        try {
            long micros = Long.parseLong(entry.substring(entry.lastIndexOf(' ') + 1));
            return Instant.ofEpochMilli(micros / 1_000);
        } catch (NumberFormatException e) {
            return null; // written by hand
        }
    }
}
