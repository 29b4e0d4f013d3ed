package dev.baton.doctor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A first look at a job: its status, and how large its record is.
 *
 * @param status empty if there is none, or its key has a foreign type
 * @param recordBytes -1 if there is no record, or its key has a foreign type
 */
record Brief(String id, String status, long recordBytes) {
    static List<Brief> read(Link link, String base, Collection<String> ids) {
        List<String> names = new ArrayList<>(2 * ids.size());
        for (String id : ids) {
            names.add("job:" + id + ":status");
            names.add("job:" + id);
        }
        List<KeyRow> rows = KeyRow.read(link, base, names);
        List<Brief> briefs = new ArrayList<>(ids.size());
        int at = 0;
        for (String id : ids) {
            KeyRow status = rows.get(at++);
            KeyRow record = rows.get(at++);
            briefs.add(new Brief(id, status.text(), record.type().equals("string") ? record.size() : -1));
        }
        return briefs;
    }

    boolean hasRecord() {
        return recordBytes >= 0;
    }

    boolean isLive() {
        return JobVerdict.LIVE.contains(status);
    }

    boolean hasEnded() {
        return JobVerdict.ENDED.contains(status);
    }
}
