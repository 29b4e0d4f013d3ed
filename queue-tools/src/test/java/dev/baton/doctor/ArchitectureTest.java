package dev.baton.doctor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The doctor knows the documented keys, and nothing of the code that writes them: only so can it disagree. */
class ArchitectureTest {
    private static final JavaClasses TOOLS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.baton.doctor", "dev.baton.tools");

    @Test
    void looksAtTheTools() {
        assertThat(TOOLS.contain(Doctor.class)).isTrue();
        assertThat(TOOLS.contain("dev.baton.tools.Tools")).isTrue();
    }

    @Test
    void theDoctorUsesOnlyNamesAndPrintingOfTheModel() {
        classes()
                .that()
                .resideInAPackage("dev.baton.doctor")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "io.lettuce..",
                        "com.fasterxml.jackson.core..",
                        "dev.baton.doctor",
                        "dev.baton.model")
                .check(TOOLS);
        noClasses()
                .that()
                .resideInAPackage("dev.baton.doctor")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("dev.baton.model.JobStatus")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("dev.baton.model.Transition")
                .check(TOOLS);
    }

    @Test
    void theCommandsDoNotSeeTheDriver() {
        noClasses()
                .that()
                .resideInAPackage("dev.baton.tools")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..")
                .check(TOOLS);
    }
}
