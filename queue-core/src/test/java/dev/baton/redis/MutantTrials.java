package dev.baton.redis;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the tests of the store against mutants, on one Redis and in this JVM: those that call the mutated script, until
 * the first fails, beginning with those that have caught mutants of the same file before.
 */
final class MutantTrials implements AutoCloseable {
    private static final int RECENT = 12;
    private static final List<Class<?>> TESTS = List.of(
            DeedsTest.class,
            TransitionsTest.class,
            OutcomesTest.class,
            LeasesTest.class,
            EventsTest.class,
            SweepsTest.class,
            PurgeTest.class,
            WorkerStoreTest.class,
            InspectionTest.class,
            EnqueueStoreTest.class,
            ScriptAnswersTest.class,
            FuzzTest.class,
            WrongTypesTest.class,
            RandomStepsTest.class);

    private record Killer(String id, Set<String> scripts, long nanos) {}

    private final TestRedis redis = new TestRedis();
    private final LauncherSession session;
    private final LuaFiles files;
    private final List<Killer> killers = new ArrayList<>();
    private final Map<String, LinkedHashSet<String>> recent = new HashMap<>();

    MutantTrials(LuaFiles files) {
        this.files = files;
        this.session = LauncherFactory.openSession(LauncherConfig.builder()
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .build());
        session.getStore().put(Namespace.create(LentRedis.NAMESPACE.getParts()), TestRedis.class, redis);
        learn();
    }

    /** Runs every test once on the scripts as they are, and notes which scripts Redis came to know by it. */
    private void learn() {
        LuaScripts all = new LuaScripts();
        Map<String, String> digests = new TreeMap<>();
        files.texts().keySet().stream()
                .filter(name -> !name.startsWith("lib/"))
                .forEach(name -> digests.put(name, LuaScript.load(name).digest()));
        redis.scripts(all);
        List<String> names = List.copyOf(digests.keySet());
        String[] asked = digests.values().toArray(String[]::new);
        List<DiscoverySelector> classes = new ArrayList<>();
        TESTS.forEach(test -> classes.add(selectClass(test)));
        Optional<String> failed = run(classes, new Watch() {
            private long started;

            @Override
            public void starts(TestIdentifier test) {
                redis.raw().scriptFlush();
                started = System.nanoTime();
            }

            @Override
            public void ended(TestIdentifier test) {
                long nanos = System.nanoTime() - started;
                List<Boolean> known = redis.raw().scriptExists(asked);
                Set<String> called = new TreeSet<>();
                for (int i = 0; i < asked.length; i++) {
                    if (known.get(i)) {
                        called.add(names.get(i));
                    }
                }
                killers.add(new Killer(test.getUniqueId(), called, nanos));
            }
        });
        if (failed.isPresent()) {
            throw new AssertionError("a test fails on the scripts as they are: " + failed.get());
        }
        killers.sort(Comparator.comparingLong(Killer::nanos));
    }

    int tests() {
        return killers.size();
    }

    /** The name of a test that the mutant fails; empty if it survives them all. */
    Optional<String> kill(LuaMutant mutant) {
        Set<String> scripts = files.scriptsWith(mutant.file());
        redis.scripts(files.with(mutant));
        LinkedHashSet<String> recents = recent.computeIfAbsent(mutant.file(), file -> new LinkedHashSet<>());
        List<String> first = new ArrayList<>(recents);
        java.util.Collections.reverse(first);
        first = List.copyOf(first.subList(0, Math.min(RECENT, first.size())));
        List<String> rest = new ArrayList<>();
        List<String> foreign = new ArrayList<>();
        for (Killer killer : killers) {
            boolean calls = killer.scripts().stream().anyMatch(scripts::contains);
            boolean meetsForeignTypes = killer.id().contains(WrongTypesTest.class.getSimpleName());
            if (!calls || first.contains(killer.id())) {
                continue;
            }
            if (!meetsForeignTypes) {
                rest.add(killer.id());
            } else if (mutant.kind() == LuaMutant.Kind.CHECK) {
                foreign.add(killer.id()); // hundreds, and of use against no other kind
            }
        }
        for (List<String> batch : List.of(first, rest, foreign)) {
            Optional<String> killer = batch.isEmpty() ? Optional.empty() : run(selectors(batch), null);
            if (killer.isPresent()) {
                recents.remove(killer.get());
                recents.add(killer.get());
                return killer;
            }
        }
        return Optional.empty();
    }

    private static List<DiscoverySelector> selectors(List<String> ids) {
        List<DiscoverySelector> selectors = new ArrayList<>();
        ids.forEach(id -> selectors.add(selectUniqueId(id)));
        return selectors;
    }

    private interface Watch {
        void starts(TestIdentifier test);

        void ended(TestIdentifier test);
    }

    /** @return the first test that failed */
    private Optional<String> run(List<DiscoverySelector> selectors, @Nullable Watch watch) {
        CancellationToken enough = CancellationToken.create();
        List<String> failed = new ArrayList<>();
        session.getLauncher()
                .execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectors)
                        .forExecution()
                        .cancellationToken(enough)
                        .listeners(new TestExecutionListener() {
                            @Override
                            public void executionStarted(TestIdentifier test) {
                                if (watch != null && test.isTest()) {
                                    watch.starts(test);
                                }
                            }

                            @Override
                            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                                    failed.add(test.getUniqueId());
                                    enough.cancel();
                                } else if (watch != null && test.isTest()) {
                                    watch.ended(test);
                                }
                            }
                        })
                        .build());
        return failed.stream().findFirst();
    }

    @Override
    public void close() {
        session.close();
        redis.close();
    }
}
