package dev.baton.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.baton.model.JobStatus;
import dev.baton.model.Retention;
import dev.baton.model.Transition;
import dev.baton.store.Claim;
import dev.baton.store.ClaimRequest;
import dev.baton.store.Ending;
import dev.baton.store.Store;
import dev.baton.store.StoreException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Reads every Lua file, and shows of every rule that it can be broken. */
@Tag("contract")
class LuaContractTest {
    private static final Map<String, String> FILES = read();

    private static Map<String, String> read() {
        Map<String, String> files = new TreeMap<>();
        try {
            Path folder = Path.of(
                    Objects.requireNonNull(LuaScript.class.getResource("lua")).toURI());
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    String name = folder.relativize(file).toString().replace('\\', '/');
                    files.put(name.replaceAll("\\.lua$", ""), Files.readString(file));
                }
            }
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(e);
        }
        return files;
    }

    private static Map<String, LuaScript> scripts() {
        Map<String, LuaScript> scripts = new TreeMap<>();
        LuaScripts all = new LuaScripts();
        for (Field field : LuaScripts.class.getDeclaredFields()) {
            try {
                if (field.get(all) instanceof LuaScript script) {
                    scripts.put(script.name(), script);
                }
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        return scripts;
    }

    private static String text(String name) {
        return Objects.requireNonNull(FILES.get(name));
    }

    @Test
    void theListOfScriptsIsTheFolder() {
        Set<String> inFolder = new TreeSet<>(FILES.keySet());
        inFolder.removeIf(name -> name.startsWith("lib/"));
        assertThat(scripts().keySet()).isEqualTo(inFolder);
    }

    @Test
    void everyArrowOfTheStateMachineIsWalkedByAScriptThatExists() {
        assertThat(scripts().keySet())
                .containsAll(
                        Stream.of(Transition.values()).map(Transition::script).toList());
    }

    @TestFactory
    Stream<DynamicTest> everyScriptKeepsTheContract() {
        return scripts().values().stream()
                .map(script -> dynamicTest(script.name(), () -> {
                    String text = text(script.name());
                    assertThat(LuaContract.header(script.name(), text)).isEmpty();
                    assertThat(LuaContract.keys(text, new String(script.source(), UTF_8)))
                            .isEmpty();
                    assertThat(LuaContract.readsBeforeWrites(text)).isEmpty();
                    assertThat(LuaContract.marks(text)).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> noFileDoesWhatIsBanned() {
        return FILES.entrySet().stream()
                .map(file -> dynamicTest(
                        file.getKey(),
                        () -> assertThat(LuaContract.bans(file.getKey(), file.getValue()))
                                .isEmpty()));
    }

    @Test
    void everyIncludeExistsAndEveryLibraryIsUsed() {
        assertThat(LuaContract.includes(FILES)).isEmpty();
    }

    /** What the adapter really sends, as Redis counts it: a spy on the wire would know no better. */
    @Test
    void theAdapterPassesAsManyKeysAsTheHeaderNames() {
        Map<String, Integer> sent = new HashMap<>();
        try (TestRedis redis = new TestRedis()) {
            Map<String, String> byDigest = new HashMap<>();
            scripts().values().forEach(script -> byDigest.put(script.digest(), script.name()));
            scripts().values().forEach(script -> redis.raw().scriptLoad(script.source()));
            redis.raw().configSet("slowlog-log-slower-than", "0");
            redis.raw().configSet("slowlog-max-len", "1000");
            askEverything(redis.store()); // by their sources, which the slow log cuts
            redis.raw().slowlogReset();
            askEverything(redis.store());
            for (Object entry : redis.raw().slowlogGet(1000)) {
                List<?> words = (List<?>) ((List<?>) entry).get(3);
                if (words.get(0).toString().equalsIgnoreCase("evalsha")) {
                    String name =
                            Objects.requireNonNull(byDigest.get(words.get(1).toString()));
                    sent.put(name, Integer.parseInt(words.get(2).toString()));
                }
            }
        }
        Map<String, Integer> named = new HashMap<>();
        scripts()
                .keySet()
                .forEach(name ->
                        named.put(name, LuaContract.namedKeys(text(name)).size()));
        assertThat(sent).isEqualTo(named);
    }

    private static void askEverything(Store store) {
        var claim = new Claim(TestRedis.LANE, "j", "j n-1 1", new byte[0], 0, 0, false, 0);
        String queue = TestRedis.QUEUE;
        String worker = TestRedis.WORKER;
        List<String> ids = List.of("j");
        Duration hour = Duration.ofHours(1);
        TestRedis.get(store.enqueues().enqueue(queue, List.of(TestRedis.job("j"))));
        TestRedis.get(store.workers().join(queue, worker, hour));
        TestRedis.get(store.workers().heartbeat(queue, worker, hour));
        TestRedis.get(store.workers().completeAndClaim(TestRedis.LANE, List.of(), new ClaimRequest("c", 0, 1)));
        TestRedis.get(store.workers().adopt(TestRedis.LANE, ids, new ClaimRequest("c", 1, 1)));
        TestRedis.get(store.workers()
                .settle(
                        TestRedis.LANE,
                        List.of(
                                new Ending.Retry(claim, hour, new byte[0]),
                                new Ending.Snooze(claim, hour),
                                new Ending.Release(claim),
                                new Ending.Bury(claim, "", new byte[0], true),
                                new Ending.Concede(claim, ""))));
        TestRedis.get(store.workers().leave(queue, worker));
        TestRedis.get(store.sweeps().expiredWorkers(queue, 1));
        TestRedis.get(store.sweeps().reclaim(queue, worker, 1, 1));
        TestRedis.get(store.leases().lend(queue, new ClaimRequest("c", 1, 1), hour));
        TestRedis.get(store.leases().leaseTime(queue));
        TestRedis.get(store.leases().extend(queue, List.of(claim.entry()), hour));
        TestRedis.get(store.sweeps().lapse(queue, 1, 1));
        TestRedis.get(store.sweeps().promote(queue, 1));
        TestRedis.get(store.sweeps().purge(queue, Retention.DEFAULT, 1));
        TestRedis.get(store.inspection().find(queue, "j"));
        TestRedis.get(store.inspection().list(queue, JobStatus.IN_PROGRESS, null, 1));
        TestRedis.get(store.inspection().stats(queue));
        TestRedis.get(store.inspection().workers(queue, 0, 1, 1));
        TestRedis.get(store.inspection().cancel(queue, ids));
        TestRedis.get(store.inspection().replay(queue, ids));
        TestRedis.get(store.inspection().where(queue, "j"));
        TestRedis.get(store.inspection().erase(queue, ids, 0));
        TestRedis.get(store.inspection().pause(queue));
        TestRedis.get(store.inspection().watch(queue, ids, hour));
        TestRedis.get(store.events().read(queue, TestRedis.get(store.events().listen(queue, hour)), 1));
    }

    private static final String GOOD = """
            #!lua flags=allow-oom
            -- Does something.
            --
            -- KEYS: meta pending
            -- ARGV: clock
            -- CHANGES: pending
            -- ANSWERS: done
            -- COST: little

            --- @include lib/keys

            -- Read and check.
            redis.call('LLEN', KEYS[2])

            -- Write.
            redis.call('LPUSH', KEYS[2], 'a')
            redis.call('LPUSH', KEYS[2], 'b')
            redis.pcall('PUBLISH', base .. 'wake', 'changed')
            redis.call('SET', status_key('a'), 'pending')
            """;

    private static List<String> mistakes(String name, String text) {
        return Stream.of(
                        LuaContract.header(name, text),
                        LuaContract.keys(text, text),
                        LuaContract.readsBeforeWrites(text),
                        LuaContract.marks(text),
                        LuaContract.bans(name, text))
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void aGoodScriptIsLeftInPeace() {
        assertThat(mistakes("good", GOOD)).isEmpty();
    }

    @Test
    void everyRuleCanBeBroken() {
        assertMistake(GOOD.replace("#!lua flags=allow-oom", "#!lua"), "its first line is #!lua");
        assertMistake(GOOD.replace("#!lua flags=allow-oom\n", ""), "its first line is -- Does something.");
        assertThat(mistakes("enqueue", GOOD)).containsExactly("its first line is #!lua flags=allow-oom");
        for (String section : List.of("KEYS", "ARGV", "CHANGES", "ANSWERS", "COST")) {
            assertThat(mistakes("bad", GOOD.replace("-- " + section + ": ", "-- ")))
                    .contains("its header has no " + section);
        }
        assertMistake(
                GOOD.replace("-- CHANGES: pending\n-- ANSWERS: done", "-- ANSWERS: done\n-- CHANGES: pending"),
                "its header has ANSWERS in the wrong place");
        assertMistake(
                GOOD.replace("meta pending\n", "meta pending done\n"), "its header names 3 KEYS, its code uses 2");
        assertMistake(GOOD.replace("KEYS[2], 'b'", "KEYS[3], 'b'"), "its header names 2 KEYS, its code uses 3");
        assertMistake(GOOD.replace("KEYS: meta", "KEYS: done"), "its first key is not meta");
        assertMistake(
                GOOD.replace("redis.call('LLEN', KEYS[2])", "redis.call('LTRIM', KEYS[2], 0, 1)"),
                "it writes (LTRIM) before it says \"-- Write.\"");
        assertMistake(
                GOOD.replace("redis.call('LLEN', KEYS[2])", "mset(writes)"),
                "it calls mset(writes) before it says \"-- Write.\"");
        assertMistake(GOOD.replace("-- Write.", ""), "it writes 3 times and never says \"-- Write.\"");
        assertThat(mistakes("bad", GOOD.replace("flags=allow-oom", "flags=no-writes,allow-oom")))
                .contains("it writes (LPUSH) under no-writes");
        assertMistake(GOOD.replace("'LLEN', KEYS[2]", "'LPOP', KEYS[2]"), "it calls LPOP");
        assertMistake(GOOD.replace("-- Read and check.", "local all = redis.call('KEYS', '*')"), "it calls KEYS");
        assertMistake(GOOD.replace("-- Read and check.", "cjson.decode(ARGV[2])"), "it uses cjson");
        assertMistake(
                GOOD.replace("status_key('a')", "base .. 'job:a'"),
                "it spells a key by hand: base",
                "it spells a key by hand: 'job:a'");
        assertMistake(GOOD.replace("status_key('a')", "'baton:{q}:x'"), "it spells a key by hand: 'baton:{q}:x'");
        assertMistake(GOOD.replace("base .. 'wake'", "base .. 'other'"), "it spells a key by hand: base");
        assertThat(LuaContract.includes(Map.of(
                        "a", "--- @include lib/there\n--- @include lib/gone\n", "lib/there", "", "lib/idle", "")))
                .containsExactly("a includes lib/gone, which does not exist", "lib/idle is included by nothing");
    }

    private static void assertMistake(String text, String... mistakes) {
        assertThat(mistakes("bad", text)).contains(mistakes);
    }

    @Test
    void aScriptThatIsMissingIsNamed() {
        assertThatThrownBy(() -> LuaScript.load("nothing"))
                .isInstanceOf(IllegalStateException.class)
                .isNotInstanceOf(StoreException.class)
                .hasMessageContaining("lua/nothing.lua is missing");
    }
}
