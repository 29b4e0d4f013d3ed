package dev.baton.tools;

import dev.baton.doctor.Code;
import dev.baton.doctor.Diagnosis;
import dev.baton.doctor.Finding;
import dev.baton.doctor.Repair;
import dev.baton.model.Printable;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** For people: violations, then advice, not too many of each. */
final class PlainReport implements DoctorReport {
    private static final int MOST_OF_A_CODE = 50;

    private final PrintStream out;
    private final Map<Code, Integer> repaired = new EnumMap<>(Code.class);

    PlainReport(PrintStream out) {
        this.out = out;
    }

    @Override
    public void found(String address, Diagnosis diagnosis) {
        out.println("redis   " + Printable.line(address, 500) + " (" + Printable.line(diagnosis.server(), 100) + ")");
        out.println("looked  at " + diagnosis.queues() + " queues with " + diagnosis.jobs() + " jobs");
        for (Code code : Code.values()) {
            List<Finding> findings =
                    diagnosis.findings().stream().filter(f -> f.code() == code).toList();
            findings.stream().limit(MOST_OF_A_CODE).forEach(this::print);
            long more = diagnosis.counts().getOrDefault(code, 0L) - Math.min(findings.size(), MOST_OF_A_CODE);
            if (more > 0) {
                out.println("… and " + more + " more of " + code.word() + "; --json tells up to 1000");
            }
        }
    }

    private void print(Finding finding) {
        String label = finding.code().kind() == Code.Kind.ADVICE ? "advice  " : "WRONG   ";
        out.println(label + finding.code().word() + "  " + DoctorReport.subject(finding) + ": " + finding.found());
        out.println("        right: " + finding.right() + (finding.mendable() ? " (--fix mends it)" : ""));
        String key = finding.key().isEmpty() ? "" : "key: " + finding.key();
        String see = finding.shownBy().map(command -> "see: " + command).orElse(key);
        if (!see.isEmpty()) {
            out.println("        " + see);
        }
    }

    @Override
    public void repaired(Repair repair) {
        if (repaired.merge(repair.finding().code(), 1, Integer::sum) <= MOST_OF_A_CODE) {
            String label = repair.mended() ? "mended  " : "left    ";
            out.println(label + DoctorReport.subject(repair.finding()) + ": " + repair.deed());
        }
    }

    @Override
    public void summary(Diagnosis diagnosis, List<Repair> repairs, long left) {
        long mended = repairs.stream().filter(Repair::mended).count();
        String end = diagnosis.isClean() ? "no violation" : diagnosis.violations() + " violations";
        String repair = repairs.isEmpty() ? "" : "; mended " + mended + " jobs, " + left + " violations are left";
        out.println("found   " + end + ", " + diagnosis.advice() + " pieces of advice" + repair);
    }

    /** The sentence goes to stderr, as that of every tool. */
    @Override
    public void failed(String sentence, long mended) {
        if (mended > 0) {
            out.println("broken  off; mended " + mended + " jobs before, and perhaps one more");
        }
    }
}
