package dev.baton.tools;

import dev.baton.doctor.Diagnosis;
import dev.baton.doctor.Doctor;
import dev.baton.doctor.Repair;
import dev.baton.doctor.UnknownQueueException;
import dev.baton.model.Retention;
import dev.baton.worker.program.Failures;
import dev.baton.worker.program.Suggestion;
import dev.baton.worker.program.UsageException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code ./baton doctor}: looks for damage in queues, and mends on demand what is safe to mend. */
final class DoctorTool implements Tool {
    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public String summary() {
        return "looks for damage in the queues of a Redis, and mends what is safe";
    }

    @Override
    public int run(PrintStream out, PrintStream err, String... arguments) {
        DoctorOptions options = DoctorOptions.parse(arguments);
        if (options.asksForHelp()) {
            out.print(DoctorOptions.usage());
            return Tools.FINE;
        }
        String redis = options.redis();
        Retention retention = options.retention();
        DoctorReport report = options.json() ? new JsonReport(out) : new PlainReport(out);
        List<Repair> repairs = new ArrayList<>();
        try (Doctor doctor = Doctor.connect(redis)) {
            doctor.retention(retention).progress(new Progress(err, "baton doctor"));
            return treat(doctor, options, report, repairs);
        } catch (UnknownQueueException e) {
            String ending = Suggestion.ending(options.queue().orElse(""), e.known(), "; leave --queue out for all");
            throw new UsageException(e.getMessage() + ending, e);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException | Error e) {
            report.failed(Failures.sentence(e), mended(repairs));
            throw e;
        }
    }

    /** @param repairs is given each repair as soon as it was made: Redis may go away before the next */
    private static int treat(Doctor doctor, DoctorOptions options, DoctorReport report, List<Repair> repairs) {
        Optional<String> queue = options.queue();
        Diagnosis diagnosis = examine(doctor, queue);
        report.found(doctor.address(), diagnosis);
        long left = diagnosis.violations();
        if (options.fix() && left > 0) {
            doctor.mend(diagnosis, repair -> {
                repairs.add(repair);
                report.repaired(repair);
            });
            left = examine(doctor, queue).violations();
        }
        report.summary(diagnosis, repairs, left);
        return left == 0 ? Tools.FINE : Tools.FAILED;
    }

    private static long mended(List<Repair> repairs) {
        return repairs.stream().filter(Repair::mended).count();
    }

    private static Diagnosis examine(Doctor doctor, Optional<String> queue) {
        return queue.isPresent() ? doctor.examine(queue.get()) : doctor.examine();
    }
}
