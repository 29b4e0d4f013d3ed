package dev.baton.doctor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** Looks at the keys of a queue, whatever their names: who owns them, and what is in those of jobs. */
final class KeyWalk {
    private static final int RECORDS = 100;
    private static final long RECORD_BYTES = 4 << 20;

    private final Link link;
    private final String queue;
    private final String base;
    private final Findings findings;
    private final Suspects suspects;
    private final IdSet places;
    private final IdSet ends;
    private final BiConsumer<String, String> processing;
    private long statuses;

    /** @param processing is told the name and the worker of every processing list */
    KeyWalk(
            Link link,
            String queue,
            Findings findings,
            Suspects suspects,
            IdSet places,
            IdSet ends,
            BiConsumer<String, String> processing) {
        this.link = link;
        this.queue = queue;
        this.base = QueueExamination.base(queue);
        this.findings = findings;
        this.suspects = suspects;
        this.places = places;
        this.ends = ends;
        this.processing = processing;
    }

    /** How many keys of statuses were met so far. */
    long statuses() {
        return statuses;
    }

    void walk(List<String> keys) {
        List<String> names =
                keys.stream().map(key -> key.substring(base.length())).toList();
        Set<String> ids = new LinkedHashSet<>();
        Set<String> recorded = new LinkedHashSet<>();
        for (KeyRow row : KeyRow.read(link, base, names)) {
            KeyName name = KeyName.parse(row.name());
            if (!row.isThere()) {
                continue;
            }
            if (name.type() == null) {
                found(Code.LEAKED_KEY, row.name(), "", "a " + row.type() + " that is not in the model", "no such key");
                continue;
            }
            if (!name.type().equals(row.type())) {
                String id = name.kind() == KeyName.Kind.OF_QUEUE || name.kind() == KeyName.Kind.PROCESSING
                        ? ""
                        : name.owner();
                found(Code.WRONG_TYPE, row.name(), id, "a " + row.type(), "a " + name.type() + ": move it away");
                continue;
            }
            switch (name.kind()) {
                case PROCESSING -> processing.accept(row.name(), name.owner());
                case STATUS -> {
                    statuses++;
                    ids.add(name.owner());
                }
                case RECORD -> {
                    ids.add(name.owner());
                    recorded.add(name.owner());
                }
                case RUN -> {
                    ids.add(name.owner());
                    checkRun(row, name.owner());
                }
                default -> {}
            }
        }
        List<Brief> briefs = Brief.read(link, base, ids);
        briefs.forEach(this::screen);
        checkRecords(briefs.stream().filter(job -> recorded.contains(job.id())).toList());
    }

    private void screen(Brief job) {
        suspects.meet(job.id());
        boolean odd;
        if (job.isLive()) {
            odd = !job.hasRecord() || !places.contains(job.id());
        } else if (job.hasEnded()) {
            if (!ends.contains(job.id())) {
                suspects.suspectIndex(job.id());
            }
            odd = job.status().equals("dead") && !job.hasRecord();
        } else {
            odd = true; // neither, or none: or a key went while it was looked at
        }
        if (odd) {
            suspects.suspect(job.id());
        }
    }

    private void checkRun(KeyRow row, String id) {
        int space = row.text().indexOf(' ');
        long bytes = Long.parseLong(row.text().substring(0, space));
        String finishedAt = row.text().substring(space + 1);
        if (bytes > RecordCheck.PAYLOAD_BYTES) {
            found(Code.OVERSIZED, row.name(), id, "a result of " + bytes + " bytes", "at most 1048576");
        }
        if (!finishedAt.matches("\\d{0,18}")) {
            String shown = "finishedAt is \"" + Shown.text(finishedAt) + "\"";
            found(Code.MALFORMED_FIELD, row.name(), id, shown, "milliseconds, a whole number");
        }
    }

    /** Records never change, so that one look is enough. */
    private void checkRecords(List<Brief> jobs) {
        List<Brief> batch = new ArrayList<>();
        long bytes = 0;
        for (Brief job : jobs) {
            if (job.recordBytes() > RecordCheck.PAYLOAD_BYTES + RecordCheck.ROUND_ABOUT_BYTES) {
                String found = "a record of " + job.recordBytes() + " bytes";
                found(Code.OVERSIZED, "job:" + job.id(), job.id(), found, "a payload of at most 1048576");
                continue;
            }
            if (batch.size() == RECORDS || bytes + job.recordBytes() > RECORD_BYTES) {
                readRecords(batch);
                batch.clear();
                bytes = 0;
            }
            batch.add(job);
            bytes += job.recordBytes();
        }
        readRecords(batch);
    }

    private void readRecords(List<Brief> jobs) {
        if (jobs.isEmpty()) {
            return;
        }
        String[] keys = jobs.stream().map(job -> base + "job:" + job.id()).toArray(String[]::new);
        var records = link.ask(redis -> redis.mget(keys));
        for (int i = 0; i < keys.length; i++) {
            if (records.get(i).hasValue()) {
                String id = jobs.get(i).id();
                RecordCheck.complaint(records.get(i).getValue())
                        .ifPresent(words -> found(
                                Code.MALFORMED_RECORD,
                                "job:" + id,
                                id,
                                words,
                                "a worker buries it, the bytes are kept"));
            }
        }
    }

    private void found(Code code, String name, String id, String found, String right) {
        findings.add(new Finding(code, queue, base + Shown.text(name), id, found, right, false));
    }
}
