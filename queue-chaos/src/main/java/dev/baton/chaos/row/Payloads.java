package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I11;
import static dev.baton.chaos.check.Invariant.I3;
import static dev.baton.chaos.check.Invariant.I9;

import dev.baton.Baton;
import dev.baton.PayloadTooLargeException;
import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.Scene;
import dev.baton.chaos.worker.Work;
import dev.baton.model.JobType;
import dev.baton.testkit.FaultProxy;
import java.util.List;
import java.util.Locale;

/** Payloads and records that nobody should send. */
final class Payloads {
    private static final int MIB = 1 << 20;

    private Payloads() {}

    static List<Row> rows() {
        return List.of(
                Row.of(
                                "F-D1",
                                "payloads of 0 bytes, 1 MiB, and far beyond the limit",
                                Sabotage.SWALLOWS_BURIALS,
                                Payloads::sizes,
                                I1,
                                I11)
                        .slow(),
                Row.of(
                        "F-D2",
                        "malformed records: torn JSON, foreign formats, wrong UTF-8, NUL, CRLF, a long type, deep JSON",
                        Sabotage.SWALLOWS_BURIALS,
                        scene -> strange(scene, malformed(), 0),
                        I1,
                        I3,
                        I9),
                Row.of(
                        "F-D3",
                        "payloads that name classes (@class, a type array), and Java serialization",
                        Sabotage.SWALLOWS_BURIALS,
                        scene -> strange(scene, gadgets(), 1),
                        I1,
                        I3,
                        I9));
    }

    private static void sizes(Scene scene) throws InterruptedException {
        FaultProxy wire = scene.wire();
        JobType<String, Void> text = JobType.of("text", String.class);
        try (var baton = Baton.connect(wire.uri())) {
            baton.queue(scene.queue()).enqueue(text, "");
            baton.queue(scene.queue()).enqueue(text, "x".repeat(MIB - 16));
            long sent = wire.requestBytes();
            for (int mebibytes : List.of(2, 32)) {
                try {
                    baton.queue(scene.queue()).enqueue(text, "x".repeat(mebibytes * MIB));
                    scene.require(I11, false, "a payload of " + mebibytes + " MiB was taken");
                } catch (PayloadTooLargeException e) {
                    scene.remark(mebibytes + " MiB: refused");
                }
            }
            scene.require(I11, wire.requestBytes() - sent < MIB, "a payload that was refused was sent");
            scene.require(I11, baton.queue(scene.queue()).stats().pending() == 2, "the others are not there");
        }
        // Nobody handles texts: they are put off, and the burial of what cannot be read still works.
        strange(scene, malformed(), 0);
    }

    /** @param harmless how many of the first are ordinary work once what is strange in them is left unread */
    private static void strange(Scene scene, List<String> records, int harmless) throws InterruptedException {
        for (int i = 0; i < records.size(); i++) {
            String id = "strange-" + i;
            scene.note("enq.invoke id=" + id);
            scene.note("enq.ok id=" + id);
            scene.redis().call("SET", scene.key("job:" + id), records.get(i));
            scene.redis().call("SET", scene.key("job:" + id + ":status"), "pending");
            scene.redis().call("HINCRBY", scene.key("stats"), "enqueued", "1");
            scene.redis().call("LPUSH", scene.key("pending"), id);
        }
        scene.redis().call("HSET", scene.key("meta"), "format", "1", "largest", "200000");
        Actor worker = scene.worker("worker", scene.plan().concurrency(2));
        worker.awaitReady();
        scene.enqueue(Work.QUICK, 10);
        int all = records.size() - harmless;
        scene.await(
                "what is strange to be buried, and what is not to be done",
                () -> scene.redis().number("ZCARD", scene.key("dead")) == all
                        && scene.redis().number("LLEN", scene.key("done")) == 10 + harmless);
        scene.awaitLively();
        scene.require(I9, worker.isAlive(), "the worker died: " + worker.errors());
        long starts = worker.history()
                .of("start")
                .filter(event -> event.id().startsWith("strange"))
                .count();
        scene.require(I3, starts == harmless, starts + " of them were run");
        boolean forged = worker.errors().lines().anyMatch(line -> line.startsWith("FORGED"));
        scene.require(I3, !forged, "a record forged a line of the log");
        scene.remark(records.size() + " records, " + all + " dead, " + harmless + " done as ordinary work");
    }

    private static List<String> malformed() {
        return List.of(
                "",
                "{",
                "[]",
                "null",
                "{\"v\":1}",
                "{\"v\":2,\"type\":\"work\",\"payload\":{}}",
                "{\"v\":1,\"enqueuedAt\":\"soon\",\"type\":\"work\",\"payload\":{\"deed\":\"DO\",\"millis\":0}}",
                record("\"work\"", "{\"deed\":\"NO_SUCH_DEED\",\"millis\":0}"),
                record("\"work\"", "{\"deed\":\"DO\",\"millis\":0}\r\nFORGED line"),
                record("\"" + "t".repeat(10_000) + "\"", "{}"),
                record("\"a:{b}\"", "{}"),
                record("\"work\"", "[".repeat(20_000)),
                "\u0000\u0001\r\nFORGED \u001b[31m line");
    }

    private static List<String> gadgets() {
        return List.of(
                record("\"work\"", "{\"@class\":\"javax.script.ScriptEngineManager\",\"deed\":\"DO\",\"millis\":0}"),
                record("\"work\"", "[\"java.util.ArrayList\",[]]"),
                record("\"work\"", "\"\\u00ac\\u00ed\\u0000\\u0005sr\\u0000\\u0011java.util.HashMap\""),
                "\u00ac\u00ed\u0000\u0005sr\u0000\u0011java.util.HashMap");
    }

    private static String record(String type, String payload) {
        return String.format(Locale.ROOT, "{\"v\":1,\"enqueuedAt\":1,\"type\":%s,\"payload\":%s}", type, payload);
    }
}
