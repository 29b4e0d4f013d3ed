package dev.baton.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The worker stands on ports and model only. */
class ArchitectureTest {
    private static final JavaClasses WORKER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.baton.worker");

    @Test
    void looksAtTheWorker() {
        assertThat(WORKER.contain(QueueRunner.class)).isTrue();
        assertThat(WORKER.contain("dev.baton.worker.standalone.StandaloneWorker"))
                .isTrue();
    }

    @Test
    void neitherTheDriverNorTheJsonLibraryIsSeen() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "io.netty..", "reactor..", "com.fasterxml..")
                .check(WORKER);
    }

    @Test
    void theRuntimeKnowsNeitherAdaptersNorTheStandaloneWorker() {
        noClasses()
                .that()
                .resideInAPackage("dev.baton.worker")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.baton.worker.standalone..",
                        "dev.baton.redis..",
                        "dev.baton.json..",
                        "dev.baton.embedded..",
                        "picocli..",
                        "org.yaml..",
                        "ch.qos.logback..")
                .check(WORKER);
    }

    @Test
    void noPackageGoesRoundInACircle() {
        slices().matching("(dev.baton..)").should().beFreeOfCycles().check(WORKER);
    }
}
