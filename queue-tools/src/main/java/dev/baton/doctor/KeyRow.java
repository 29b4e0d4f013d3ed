package dev.baton.doctor;

import java.util.ArrayList;
import java.util.List;

/** A first look at one key, as {@code keys.lua} answers it. */
record KeyRow(String name, String type, long size, String text) {
    /** Five times as many took 10 ms and more on a machine that was busy otherwise. */
    private static final int MOST = 100;

    /** One row a name, in their order. */
    static List<KeyRow> read(Link link, String base, List<String> names) {
        List<KeyRow> rows = new ArrayList<>(names.size());
        for (int from = 0; from < names.size(); from += MOST) {
            List<String> page = names.subList(from, Math.min(from + MOST, names.size()));
            List<?> answer = link.run(Script.KEYS, base, page);
            for (int i = 0; i < page.size(); i++) {
                rows.add(new KeyRow(
                        page.get(i),
                        String.valueOf(answer.get(3 * i)),
                        Long.parseLong(String.valueOf(answer.get(3 * i + 1))),
                        String.valueOf(answer.get(3 * i + 2))));
            }
        }
        return rows;
    }

    boolean isThere() {
        return !type.equals("none");
    }
}
