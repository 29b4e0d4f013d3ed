package dev.baton.tools;

import dev.baton.doctor.Diagnosis;
import dev.baton.doctor.Finding;
import dev.baton.doctor.Repair;
import java.util.List;

/** How a diagnosis is told. */
interface DoctorReport {
    /** All that was found, before anything was mended. */
    void found(String address, Diagnosis diagnosis);

    void repaired(Repair repair);

    /**
     * The end.
     *
     * @param left what {@code repairs} left unmended of the violations
     */
    void summary(Diagnosis diagnosis, List<Repair> repairs, long left);

    /**
     * The end, if it did not come to one: what was found and repaired before stands above.
     *
     * @param sentence what went wrong, and what to do
     * @param mended how many repairs were made before; the one that was under way is not among them
     */
    void failed(String sentence, long mended);

    /** How a job, a queue or the server is named. */
    static String subject(Finding finding) {
        if (!finding.id().isEmpty()) {
            return finding.queue() + " " + finding.id();
        }
        return finding.queue().isEmpty() ? "server" : finding.queue();
    }
}
