package dev.baton.server.tcp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the door, its client and its crowd know of each other and of the rest. */
class PackagesTest {
    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.baton.server");

    @Test
    void looksAtTheServer() {
        assertThat(SERVER.contain(TcpDoor.class)).isTrue();
        assertThat(SERVER.contain("dev.baton.server.client.ClientCommand")).isTrue();
        assertThat(SERVER.contain("dev.baton.server.load.LoadCommand")).isTrue();
    }

    @Test
    void onlyTheDoorAndTheCrowdSeeNetty() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.baton.server.tcp", "dev.baton.server.load")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(SERVER);
    }

    @Test
    void onlyTheClientSeesTheLineReader() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.baton.server.client")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jline..")
                .check(SERVER);
    }

    @Test
    void theDoorKnowsNeitherTheOtherDoorNorTheDriver() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.baton.server.tcp", "dev.baton.server.client", "dev.baton.server.load")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.baton.server.http..",
                        "dev.baton.server.program..",
                        "io.lettuce..",
                        "io.javalin..",
                        "dev.baton.redis..")
                .check(SERVER);
    }

    @Test
    void theClientAndTheCrowdKnowOfTheDoorOnlyWhereItUsuallyIs() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.baton.server.client", "dev.baton.server.load")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of the door, its settings apart",
                        seen -> seen.getPackageName().equals("dev.baton.server.tcp")
                                && !seen.isEquivalentTo(TcpSettings.class)))
                .check(SERVER);
    }
}
