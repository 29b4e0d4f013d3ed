package dev.baton.server.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The server of the HTTP door is seen where it is opened, and nowhere else. */
class ArchitectureTest {
    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.baton.server");

    @Test
    void onlyTheHttpDoorKnowsItsServer() {
        assertThat(SERVER.contain(HttpDoor.class)).isTrue();
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.baton.server.http")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
                .check(SERVER);
    }

    @Test
    void routesKnowNoServer() {
        noClasses()
                .that()
                .haveNameMatching(
                        ".*\\.(\\w+Routes|Ask|Reply|Route|JobFilters|Operations|JobJson|NewJob|OpenApi|Problems?)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
                .check(SERVER);
    }

    @Test
    void neitherDoorNorAccessKnowsTheDriver() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.baton.server.http", "dev.baton.server.access")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.lettuce..", "dev.baton.redis..", "dev.baton.server.tcp..", "dev.baton.server.program..")
                .check(SERVER);
        noClasses()
                .that()
                .resideInAPackage("dev.baton.server.access")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.baton.server.http..", "dev.baton.server.lending..")
                .check(SERVER);
    }

    @Test
    void nothingOfJavasOwnSerialization() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .check(SERVER);
    }
}
