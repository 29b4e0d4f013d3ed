package dev.baton.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** Runs a check, and compares what it finds with what is expected and with the row on the page. */
final class ModelRun {
    private static final boolean WRITE = Boolean.getBoolean("baton.docs.write");

    private ModelRun() {}

    static void of(Check check) throws IOException, InterruptedException {
        Verdict verdict = Tlc.run(check);
        assertThat(verdict.violated())
                .as("violated by %s, whose run says:%n%s", check, verdict.log())
                .isEqualTo(check.violates());
        if (!check.violates().isEmpty()) {
            assertThat(verdict.trace()).as("states in the trace of %s", check).isGreaterThan(1);
        }
        String row = ProtocolPage.row(check, verdict);
        if (WRITE) {
            ProtocolPage.write(check, row);
        }
        if (ProtocolPage.awaits(check)) {
            return; // a long run that nobody has written down yet: its verdict was checked above
        }
        assertThat(ProtocolPage.row(check).map(ProtocolPage::withoutSeconds))
                .as("the row on the page; with -Dbaton.docs.write=true the run writes it")
                .contains(ProtocolPage.withoutSeconds(row));
    }
}
