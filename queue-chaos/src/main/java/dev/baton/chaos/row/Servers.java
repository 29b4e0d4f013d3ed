package dev.baton.chaos.row;

import static dev.baton.chaos.check.Invariant.I1;
import static dev.baton.chaos.check.Invariant.I11;
import static dev.baton.chaos.check.Invariant.I2;
import static dev.baton.chaos.check.Invariant.I3;
import static dev.baton.chaos.check.Invariant.I4;
import static dev.baton.chaos.check.Invariant.I5;
import static dev.baton.chaos.check.Invariant.I9;

import dev.baton.chaos.log.EventLog;
import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.scene.Actor;
import dev.baton.chaos.scene.Scene;
import dev.baton.chaos.worker.Work;
import dev.baton.embedded.RedisServer;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A Redis that forgets, is full, is busy, loses rights or its data. */
final class Servers {
    private Servers() {}

    static List<Row> rows() {
        return List.of(
                Row.of(
                        "F-R3",
                        "power loss: the append-only file is rolled back, and its end torn off",
                        Sabotage.RECLAIMS_TO_NOWHERE,
                        scene -> rollBack(scene, true),
                        I1,
                        I2,
                        I3,
                        I4),
                Row.of(
                                "F-R4",
                                "Redis without an append-only file is killed and comes back with an old RDB",
                                Sabotage.RECLAIMS_TO_NOWHERE,
                                scene -> rollBack(scene, false),
                                I1,
                                I2,
                                I3,
                                I4)
                        .slow(),
                Row.of(
                                "F-R7",
                                "an endless foreign script, killed; and one that has written and cannot be killed",
                                Sabotage.GOES_DEAF,
                                Servers::busy,
                                I1,
                                I9)
                        .slow(),
                Row.of(
                        "F-R8",
                        "maxmemory is reached with 1000 jobs pending and running, noeviction",
                        Sabotage.NEEDS_MEMORY,
                        Servers::full,
                        I1,
                        I3,
                        I11),
                Row.of(
                                "F-R9",
                                "keys deleted and overwritten by hand: records, statuses, workers, lists",
                                Sabotage.CLAIMS_ANYTHING,
                                Servers::damaged,
                                I1,
                                I9)
                        .slow(),
                Row.of(
                                "F-R10",
                                "min-replicas-to-write is not met for a while",
                                Sabotage.GOES_DEAF,
                                Servers::withoutReplicas,
                                I1,
                                I9)
                        .slow(),
                Row.of("F-R11", "FLUSHALL under load", Sabotage.NEVER_JOINS_AGAIN, Servers::flushed, I1, I9)
                        .slow(),
                Row.of(
                                "F-N6",
                                "the user's rights are taken away in the middle, and its password changed",
                                Sabotage.GOES_DEAF,
                                Servers::withoutRights,
                                I1,
                                I9)
                        .slow());
    }

    private static void rollBack(Scene scene, boolean appended) throws Exception {
        Path data = scene.directory().resolve("redis");
        var builder = RedisServer.builder().appendOnly(data).option("appendfsync", "always");
        if (!appended) {
            builder = builder.option("dbfilename", "dump.rdb").option("save", "");
        }
        RedisServer server = scene.build(builder);
        if (!appended) {
            scene.redis().call("CONFIG", "SET", "appendonly", "no");
        }
        Actor worker = scene.worker("worker", scene.plan().concurrency(4));
        worker.awaitReady();
        Actor producer = scene.cast().producer("producer", server.uri(), scene.queue(), 400, 5, 10);
        scene.await(
                "some work to be done", () -> worker.history().count("effect").size() > 60);
        scene.faultOnAll("rollback");
        Path copy = scene.directory().resolve("copy");
        if (!appended) {
            scene.redis().call("SAVE");
        }
        // Whatever is acknowledged after this instant may be missing from the copy.
        long since = EventLog.now();
        // So that the end that is torn off holds nothing older.
        scene.redis().call("SET", "last", "written");
        server.suspend();
        copy(data, copy);
        server.resume();
        scene.await(
                "more work to be done", () -> worker.history().count("effect").size() > 160);
        server.kill();
        scene.note("rollback since=" + since);
        copy(copy, data);
        if (appended) {
            tearOff(data);
        } else {
            makeBase(data);
        }
        server.start();
        scene.reconnect();
        scene.awaitLively();
        producer.await("over");
        scene.judge();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                String name = file.getFileName().toString();
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (name.contains("appendonly") || name.endsWith(".rdb")) {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** This server always loads an append-only file: of one whose base is the RDB, and that has nothing behind it. */
    private static void makeBase(Path data) throws IOException {
        Path folder = data.resolve("appendonlydir");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.copy(data.resolve("dump.rdb"), folder.resolve("appendonly.aof.1.base.rdb"));
        Files.createFile(folder.resolve("appendonly.aof.1.incr.aof"));
        Files.writeString(
                folder.resolve("appendonly.aof.manifest"),
                "file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n");
    }

    /** The last few bytes of the increment: Redis cuts off the command that they tear. */
    private static void tearOff(Path data) {
        try (Stream<Path> files = Files.walk(data)) {
            Path increment = files.filter(file -> file.toString().endsWith(".incr.aof"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            try (var file = new RandomAccessFile(increment.toFile(), "rw")) {
                file.setLength(Math.max(0, file.length() - 7));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void busy(Scene scene) throws Exception {
        scene.redis().call("CONFIG", "SET", "busy-reply-threshold", "200");
        Actor worker = scene.worker(
                "worker", scene.plan().concurrency(4).heartbeat(Duration.ofMillis(500), Duration.ofMinutes(5)));
        worker.awaitReady();
        Actor producer = scene.cast().producer("producer", scene.server().uri(), scene.queue(), 300, 20, 10);
        producer.await("enq.ok");
        try (var foreign = RawRedis.connect(new RedisUri(scene.server().uri()))) {
            foreign.send("EVAL", "while true do end", "0");
            scene.pass(Duration.ofSeconds(3));
            scene.redis().call("SCRIPT", "KILL");
        }
        scene.awaitLively();
        try (var foreign = RawRedis.connect(new RedisUri(scene.server().uri()))) {
            foreign.send(
                    "EVAL",
                    "redis.call('SET', 'foreign', 1) local t = redis.call('TIME')[1] + 3 "
                            + "while tonumber(redis.call('TIME')[1]) < t do end redis.call('DEL', 'foreign')",
                    "0");
            scene.pass(Duration.ofSeconds(1));
            try {
                scene.redis().call("SCRIPT", "KILL");
            } catch (RuntimeException e) {
                scene.remark(String.valueOf(e.getMessage()).split(" ", 2)[0]);
            }
            foreign.receive();
        }
        scene.awaitLively();
        producer.await("over");
        scene.judge();
    }

    private static void full(Scene scene) throws InterruptedException {
        Actor worker = scene.worker(
                "worker", scene.plan().concurrency(64).heartbeat(Duration.ofMillis(500), Duration.ofSeconds(10)));
        worker.awaitReady();
        scene.enqueue(Work.WAITING, 1000);
        scene.await("work to be in hand", () -> scene.starts() >= 64);
        long used = Objects.requireNonNull(scene.redis().text("INFO", "memory"))
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .sum();
        scene.redis().call("CONFIG", "SET", "maxmemory", String.valueOf(used / 2));
        Actor producer = scene.cast().producer("producer", scene.server().uri(), scene.queue(), 10, 0, 0);
        String kind = producer.await("enq.refused").fact("kind");
        scene.require(I11, kind.equals("FULL"), "an enqueue to a full Redis is refused as " + kind);
        worker.order("go");
        scene.await("everything in it to be done", () -> scene.redis().number("LLEN", scene.key("done")) >= 1000);
        scene.redis().call("CONFIG", "SET", "maxmemory", "0");
        producer.await("over");
        scene.judge();
    }

    private static void damaged(Scene scene) throws InterruptedException {
        scene.faultOnAll("damage");
        var ids = scene.enqueue(Work.QUICK, 40).stream().map(job -> job.id()).toList();
        RawRedis redis = scene.redis();
        var damaged = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            String id = ids.get(i);
            damaged.add(id);
            scene.note("damaged id=" + id);
            switch (i % 4) {
                case 0 -> redis.call("DEL", scene.key("job:" + id));
                case 1 -> redis.call("DEL", scene.key("job:" + id), scene.key("job:" + id + ":status"));
                case 2 -> redis.call("SET", scene.key("job:" + id + ":status"), "nonsense");
                default -> redis.call("SET", scene.key("job:" + id), "{\"v\":1");
            }
        }
        Actor worker = scene.worker("worker", scene.plan().concurrency(4).evictionAllowed());
        worker.awaitReady();
        scene.await(
                "the whole ones to be done",
                () -> ids.stream()
                        .filter(id -> !damaged.contains(id))
                        .allMatch(id -> scene.status(id).equals("done")));
        redis.call("DEL", scene.key("workers"));
        scene.awaitLively();
        redis.call("SET", scene.key("scheduled"), "a text where a sorted set stood");
        scene.pass(Duration.ofSeconds(3));
        redis.call("DEL", scene.key("scheduled"));
        redis.call("DEL", scene.key("pending"));
        redis.call("SET", scene.key("pending"), "a text where a list stood");
        scene.pass(Duration.ofSeconds(3));
        redis.call("DEL", scene.key("pending"));
        // Refused keys are loud and tried again at a growing pace, up to a minute.
        scene.awaitLively(Duration.ofSeconds(75));
        String id = scene.enqueue(Work.QUICK).id();
        scene.await("work to go on", () -> scene.status(id).equals("done"));
        scene.require(I9, worker.isAlive(), "the worker died: " + worker.errors());
        long ran = damaged.stream()
                .filter(each -> scene.history().count("start", each) > 0)
                .count();
        scene.require(I2, ran == 0, ran + " jobs ran whose keys were damaged");
        scene.require(
                I9,
                scene.look().held().isEmpty() && redis.number("LLEN", scene.key("pending")) == 0,
                "stray ids stay: " + scene.look().held() + " " + scene.look().values("pending"));
    }

    private static void withoutReplicas(Scene scene) throws InterruptedException {
        Actor worker = scene.worker("worker", scene.plan().concurrency(4));
        worker.awaitReady();
        worker.fault("no-writes");
        Actor producer = scene.cast().producer("producer", scene.server().uri(), scene.queue(), 150, 20, 10);
        producer.await("enq.ok");
        scene.redis().call("CONFIG", "SET", "min-replicas-to-write", "1");
        producer.await("enq.refused");
        scene.pass(Duration.ofSeconds(4));
        scene.redis().call("CONFIG", "SET", "min-replicas-to-write", "0");
        scene.awaitLively();
        producer.await("over");
        scene.judge();
        scene.require(I5, !worker.errors().contains("Exception in thread"), "the worker broke: " + worker.errors());
    }

    private static void flushed(Scene scene) throws InterruptedException {
        Actor worker = scene.worker("worker", scene.plan().concurrency(4));
        worker.awaitReady();
        scene.enqueue(Work.QUICK, 50);
        scene.await("some work to be done", () -> scene.look().counter("done") >= 50);
        scene.faultOnAll("flush");
        scene.redis().call("FLUSHALL");
        scene.note("rollback since=0");
        scene.awaitLively();
        scene.enqueue(Work.QUICK, 50);
        scene.judge();
        scene.require(I9, worker.history().of("join").count() > 1, "the worker did not join again");
    }

    private static void withoutRights(Scene scene) throws InterruptedException {
        scene.redis().call("ACL", "SETUSER", "chaos", "on", ">first", "~*", "&*", "+@all");
        String uri = scene.server().uri().replace("redis://", "redis://chaos:first@");
        Actor worker = scene.worker(
                "worker",
                scene.plan().uri(uri).concurrency(4).heartbeat(Duration.ofMillis(500), Duration.ofMinutes(5)));
        worker.awaitReady();
        scene.enqueue(Work.QUICK, 20);
        scene.await("some work to be done", () -> scene.look().counter("done") >= 20);
        scene.redis().call("ACL", "SETUSER", "chaos", "-@all");
        scene.enqueue(Work.QUICK, 20);
        scene.pass(Duration.ofSeconds(4));
        scene.require(I9, worker.isAlive(), "the worker died: " + worker.errors());
        scene.require(I9, worker.errors().contains("NOPERM"), "the worker says nothing of its rights");
        scene.redis().call("ACL", "SETUSER", "chaos", "+@all");
        scene.awaitLively(Duration.ofSeconds(75));
        scene.redis().call("ACL", "SETUSER", "chaos", "resetpass", ">second");
        scene.redis().call("CLIENT", "KILL", "USER", "chaos");
        scene.enqueue(Work.QUICK, 20);
        scene.pass(Duration.ofSeconds(4));
        scene.redis().call("ACL", "SETUSER", "chaos", ">first");
        scene.awaitLively(Duration.ofSeconds(75));
        scene.judge();
    }
}
