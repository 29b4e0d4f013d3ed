package dev.baton.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.chaos.log.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis forgets what happened between 1000 and 2000. */
class BudgetTest {
    @TempDir
    private Path logs;

    private Budget budget(String rollback, String producer) throws IOException {
        Files.writeString(logs.resolve("scene.log"), rollback + " at=2000\n");
        Files.writeString(logs.resolve("left.log"), producer);
        return Budget.of(History.of(logs));
    }

    @Test
    void whatWasAcknowledgedMeanwhileOrWasUnderWayAtEitherInstantMayBeLost() throws IOException {
        Budget budget = budget("rollback since=1000", """
                enq.invoke id=before at=900
                enq.ok id=before how=Created at=999
                enq.invoke id=at-the-first at=990
                enq.ok id=at-the-first how=Created at=1010
                enq.invoke id=meanwhile at=1500
                enq.ok id=meanwhile how=Created at=1510
                enq.invoke id=at-the-last at=1990
                enq.ok id=at-the-last how=Created at=2010
                enq.invoke id=after at=2001
                enq.ok id=after how=Created at=2010
                """);
        assertThat(budget.losable()).containsExactlyInAnyOrder("at-the-first", "meanwhile", "at-the-last");
        assertThat(budget.rollbacks()).isEqualTo(1);
    }

    @Test
    void whatIsAcknowledgedTwiceIsKnownSinceTheFirstTime() throws IOException {
        Budget budget = budget("rollback since=1000", """
                enq.invoke id=twice at=900
                enq.ok id=twice how=Created at=910
                enq.ok id=twice how=Known at=1500
                """);
        assertThat(budget.losable()).isEmpty();
    }

    @Test
    void aRollbackOfOneProcessConcernsNoOther() throws IOException {
        String producer = "enq.invoke id=meanwhile at=1500\nenq.ok id=meanwhile how=Created at=1510\n";
        assertThat(budget("rollback since=1000 of=left", producer).losable()).containsExactly("meanwhile");
        assertThat(budget("rollback since=1000 of=right", producer).losable()).isEmpty();
    }
}
