package dev.baton.protocol;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With all its rules the protocol keeps what it promises, in every state that can be reached within the bounds. */
class CorrectProtocolTest {
    static List<Check> small() {
        return CorrectProtocol.SMALL;
    }

    static List<Check> bounded() {
        return CorrectProtocol.BOUNDED;
    }

    static List<Check> longRunning() {
        return CorrectProtocol.LONG;
    }

    @ParameterizedTest
    @MethodSource("small")
    void keepsItsPromisesInASmallWorld(Check check) throws Exception {
        ModelRun.of(check);
    }

    @Tag("bounded")
    @ParameterizedTest
    @MethodSource("bounded")
    void keepsItsPromises(Check check) throws Exception {
        ModelRun.of(check);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("longRunning")
    void keepsItsPromisesInALargerWorld(Check check) throws Exception {
        ModelRun.of(check);
    }
}
