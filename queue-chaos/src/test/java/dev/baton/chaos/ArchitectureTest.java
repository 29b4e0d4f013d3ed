package dev.baton.chaos;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CHAOS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.baton.chaos");

    @Test
    void theCheckerSeesNothingOfTheProduct() {
        noClasses()
                .that()
                .resideInAPackage("dev.baton.chaos.check")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.baton",
                        "dev.baton.redis..",
                        "dev.baton.store..",
                        "dev.baton.model..",
                        "dev.baton.worker..")
                .check(CHAOS);
    }

    @Test
    void noPackageGoesRoundInACircle() {
        slices().matching("dev.baton.(chaos..)").should().beFreeOfCycles().check(CHAOS);
    }
}
