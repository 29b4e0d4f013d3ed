package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import dev.baton.embedded.RedisServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * The contract, which is every test with that tag: of the scripts, the client and the durable enqueue. All tests run on the
 * first server that can be had here; this runs the contract on each of the others as well, and says which there are.
 */
class EveryServerTest {
    @TestFactory
    Stream<DynamicTest> theContractHoldsOn() {
        List<Path> programs = RedisServer.programs();
        List<String> versions = programs.stream().map(EveryServerTest::version).toList();
        System.out.println("Contract tests: " + String.join("; ", versions)
                + (versions.stream().anyMatch(version -> version.contains("valkey")) ? "" : "; no Valkey was there"));
        return programs.stream().skip(1).map(program -> dynamicTest(version(program), () -> runOn(program)));
    }

    private static String version(Path program) {
        try (RedisServer server = RedisServer.builder().program(program).start()) {
            return program.getFileName() + " " + server.version();
        }
    }

    private static void runOn(Path program) {
        var summary = new SummaryGeneratingListener();
        String before = System.getProperty(RedisServer.SERVERS_PROPERTY, "");
        System.setProperty(RedisServer.SERVERS_PROPERTY, program.toString());
        try {
            LauncherFactory.create(LauncherConfig.builder()
                            .enableTestExecutionListenerAutoRegistration(false)
                            .build())
                    .execute(LauncherDiscoveryRequestBuilder.request()
                            .selectors(selectPackage("dev.baton"))
                            .filters(EngineFilter.includeEngines("junit-jupiter"), TagFilter.includeTags("contract"))
                            .forExecution()
                            .listeners(summary)
                            .build());
        } finally {
            System.setProperty(RedisServer.SERVERS_PROPERTY, before);
        }
        List<String> failures = new ArrayList<>();
        summary.getSummary()
                .getFailures()
                .forEach(failure ->
                        failures.add(failure.getTestIdentifier().getUniqueId() + ": " + failure.getException()));
        assertThat(failures).isEmpty();
        assertThat(summary.getSummary().getTestsSucceededCount())
                .as("contract tests run on " + program)
                .isGreaterThan(400);
    }
}
