package dev.baton.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a stream of requests into whole commands, however they were split over packets or pipelined in one. */
final class RespCommands {
    private final RespScanner scanner = new RespScanner();
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /** The commands that are complete with these bytes, each as it was sent, in order. */
    List<byte[]> feed(byte[] bytes, int length) {
        var complete = new ArrayList<byte[]>();
        int from = 0;
        while (from < length) {
            int end = scanner.endOfValue(bytes, from, length);
            begun.write(bytes, from, (end < 0 ? length : end) - from);
            if (end < 0) {
                break;
            }
            complete.add(begun.toByteArray());
            begun.reset();
            from = end;
        }
        return complete;
    }

    /** The first word in capitals. */
    static String name(byte[] command) {
        String text = new String(command, 0, Math.min(command.length, 100), StandardCharsets.ISO_8859_1);
        String[] lines = text.split("\r?\n", 4);
        String word = text.startsWith("*") && lines.length > 2
                ? lines[2]
                : lines[0].trim().split(" ", 2)[0];
        return word.toUpperCase(Locale.ROOT);
    }
}
