package dev.baton;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Arrows point one way. */
class ArchitectureTest {
    private static final String MODEL = "dev.baton.model..";
    private static final String CODEC = "dev.baton.codec..";
    private static final String STORE = "dev.baton.store..";
    private static final String REDIS = "dev.baton.redis..";
    private static final String JSON = "dev.baton.json..";

    private static JavaClasses core = new ClassFileImporter().importPackages("dev.baton.none");

    @BeforeAll
    static void read() {
        core = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.baton");
    }

    @Test
    void lettuceIsSeenInTheRedisAdapterOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(REDIS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "io.netty..", "reactor..")
                .check(core);
    }

    @Test
    void jacksonIsSeenInTheCodecOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(JSON)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml..")
                .check(core);
    }

    @Test
    void theModelKnowsNobody() {
        onlyKnows(MODEL);
    }

    @Test
    void theCodecSeamKnowsTheModel() {
        onlyKnows(CODEC, MODEL);
    }

    @Test
    void theStorePortsKnowModelAndCodec() {
        onlyKnows(STORE, MODEL, CODEC);
    }

    @Test
    void theJsonCodecKnowsModelAndSeam() {
        onlyKnows(JSON, MODEL, CODEC);
    }

    @Test
    void theRedisAdapterKnowsPortsModelAndSeam() {
        onlyKnows(REDIS, STORE, MODEL, CODEC);
    }

    @Test
    void noPackageGoesRoundInACircle() {
        slices().matching("(dev.baton..)").should().beFreeOfCycles().check(core);
    }

    /** {@code pack} may use itself, the others named, and what is not ours. */
    private static void onlyKnows(String pack, String... others) {
        String[] allowed = Arrays.copyOf(others, others.length + 1);
        allowed[others.length] = pack;
        classes()
                .that()
                .resideInAPackage(pack)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(resideOutsideOfPackage("dev.baton..")))
                .check(core);
    }
}
