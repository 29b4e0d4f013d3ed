package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.Grammar;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class IncarnationTest {
    private static final Duration EXPIRY = Duration.ofSeconds(9);

    @Test
    void namesAreInTheGrammarAndNeverTwice() {
        SecureRandom random = new SecureRandom();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String name = Incarnation.newName(random);
            assertThat(name)
                    .matches("[A-Za-z0-9._-]{1,128}")
                    .contains("-" + ProcessHandle.current().pid() + "-");
            assertThat(Grammar.requireQueueName(name)).isEqualTo(name);
            assertThat(names.add(name)).isTrue();
        }
    }

    @Test
    void callsHaveNamesOfTheirOwnAndAreOpenUntilTheyAreClosed() {
        Incarnation life = new Incarnation("w", EXPIRY, System::nanoTime, System.nanoTime());
        String first = life.openCall();
        String second = life.openCall();
        assertThat(first).isNotEqualTo(second).matches("[a-z0-9]+");
        life.closeCall(first);
        assertThat(life.isOpen(first)).isFalse();
        assertThat(life.isOpen(second)).isTrue();
        assertThat(life.hasOpenCalls()).isTrue();
        life.closeCall(second);
        assertThat(life.hasOpenCalls()).isFalse();
    }

    @Test
    void isSurelyLiveFromTheSendingOfTheLastAnsweredBeatLessAMargin() {
        long ago = System.nanoTime() - Duration.ofMillis(8_101).toNanos();
        assertThat(new Incarnation("w", EXPIRY, System::nanoTime, ago).isSurelyLive())
                .isFalse();
        Incarnation life = new Incarnation(
                "w",
                EXPIRY,
                System::nanoTime,
                System.nanoTime() - Duration.ofSeconds(5).toNanos());
        assertThat(life.isSurelyLive()).isTrue();
        life.expire();
        assertThat(life.isSurelyLive()).isFalse();
    }

    @Test
    void anOlderBeatThatIsAnsweredLateTakesNothingBack() {
        long longAgo = System.nanoTime() - Duration.ofMinutes(1).toNanos();
        Incarnation life = new Incarnation("w", EXPIRY, System::nanoTime, longAgo);
        life.beatAnswered(System.nanoTime());
        life.beatAnswered(longAgo + 1);
        assertThat(life.isSurelyLive()).isTrue();
    }

    @Test
    void whoeverWaitsForABeatGoesOnWithItOrWithTheEnd() {
        long longAgo = System.nanoTime() - Duration.ofMinutes(1).toNanos();
        Incarnation beating = new Incarnation("w", EXPIRY, System::nanoTime, longAgo);
        CompletableFuture<Boolean> lives = CompletableFuture.supplyAsync(beating::awaitSurelyLive);
        beating.beatAnswered(System.nanoTime());
        assertThat(lives).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);

        Incarnation expiring = new Incarnation("w", EXPIRY, System::nanoTime, longAgo);
        CompletableFuture<Boolean> expired = CompletableFuture.supplyAsync(expiring::awaitSurelyLive);
        expiring.expire();
        assertThat(expired).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(false);

        Incarnation ending = new Incarnation("w", EXPIRY, System::nanoTime, longAgo);
        CompletableFuture<Boolean> ended = CompletableFuture.supplyAsync(ending::awaitSurelyLive);
        ending.end();
        assertThat(ended).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(false);
    }
}
