package dev.baton.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.doctor.Diagnosis;
import dev.baton.doctor.Finding;
import dev.baton.doctor.Repair;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** For programs: one object a line. */
final class JsonReport implements DoctorReport {
    private final PrintStream out;
    private final JsonMapper json = new JsonMapper();

    JsonReport(PrintStream out) {
        this.out = out;
    }

    @Override
    public void found(String address, Diagnosis diagnosis) {
        for (Finding finding : diagnosis.findings()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("kind", finding.code().kind().name().toLowerCase(Locale.ROOT));
            line.put("code", finding.code().word());
            line.put("queue", finding.queue());
            line.put("key", finding.key());
            line.put("id", finding.id());
            line.put("found", finding.found());
            line.put("right", finding.right());
            line.put("mendable", finding.mendable());
            line.put("see", finding.shownBy().orElse(""));
            print(line);
        }
    }

    @Override
    public void repaired(Repair repair) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("kind", "repair");
        line.put("code", repair.finding().code().word());
        line.put("queue", repair.finding().queue());
        line.put("id", repair.finding().id());
        line.put("mended", repair.mended());
        line.put("deed", repair.deed());
        print(line);
    }

    @Override
    public void summary(Diagnosis diagnosis, List<Repair> repairs, long left) {
        Map<String, Long> counts = new TreeMap<>();
        diagnosis.counts().forEach((code, count) -> counts.put(code.word(), count));
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("kind", "summary");
        line.put("server", diagnosis.server());
        line.put("queues", diagnosis.queues());
        line.put("jobs", diagnosis.jobs());
        line.put("violations", diagnosis.violations());
        line.put("advice", diagnosis.advice());
        line.put("counts", counts);
        line.put("mended", repairs.stream().filter(Repair::mended).count());
        line.put("left", left);
        print(line);
    }

    @Override
    public void failed(String sentence, long mended) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("kind", "error");
        line.put("error", sentence);
        line.put("mended", mended);
        print(line);
    }

    private void print(Map<String, Object> line) {
        try {
            out.println(json.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A finding could not be written as JSON", e);
        }
    }
}
