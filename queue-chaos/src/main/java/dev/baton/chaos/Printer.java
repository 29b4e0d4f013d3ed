package dev.baton.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.chaos.check.Violation;
import dev.baton.chaos.row.Row;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows rows and results: lines for people, or one JSON object a line for programs. */
interface Printer {
    void row(Row row);

    void notThere(String id, String why);

    void result(Result result);

    /** Of a run against broken code, which has to fail. */
    void sabotaged(Result result);

    void summary(List<Result> results);

    static Printer of(boolean json, PrintStream out) {
        return json ? new Json(out) : new Text(out);
    }

    /** For people. */
    record Text(PrintStream out) implements Printer {
        @Override
        public void row(Row row) {
            out.printf(
                    "%-7s %s%n        checks %s; fails when %s%n",
                    row.id(), row.fault(), row.checks(), row.sabotage().sentence());
        }

        @Override
        public void notThere(String id, String why) {
            out.printf("%-7s not run: %s%n", id, why);
        }

        @Override
        public void result(Result result) {
            out.println(result.line());
        }

        @Override
        public void sabotaged(Result result) {
            String end = result.passed()
                    ? "BLIND"
                    : result.noticed() ? "caught" : result.verdict().word();
            String by = result.failed() ? ": " + result.violations().get(0) : "";
            out.printf(
                    "%-7s %-7s %s%s%n",
                    result.row().id(), end, result.row().sabotage().sentence(), by);
        }

        @Override
        public void summary(List<Result> results) {
            long passed = results.stream().filter(Result::passed).count();
            long failed = results.stream().filter(Result::failed).count();
            out.printf("%d passed, %d failed, %d not run%n", passed, failed, results.size() - passed - failed);
        }
    }

    /** For programs. */
    record Json(PrintStream out) implements Printer {
        private static final ObjectMapper JSON = new ObjectMapper();

        @Override
        public void row(Row row) {
            line(Map.of(
                    "row",
                    row.id(),
                    "fault",
                    row.fault(),
                    "checks",
                    row.checks(),
                    "sabotage",
                    row.sabotage().sentence()));
        }

        @Override
        public void notThere(String id, String why) {
            line(Map.of("row", id, "result", Result.Verdict.NOT_RUN.word(), "why", why));
        }

        @Override
        public void result(Result result) {
            tell(result, Map.of("result", result.verdict().word()));
        }

        @Override
        public void sabotaged(Result result) {
            tell(
                    result,
                    Map.of(
                            "sabotage",
                            result.row().sabotage().sentence(),
                            "caught",
                            result.noticed(),
                            "result",
                            result.verdict().word()));
        }

        @Override
        public void summary(List<Result> results) {
            // Programs count for themselves.
        }

        private void tell(Result result, Map<String, Object> more) {
            var facts = new LinkedHashMap<String, Object>();
            facts.put("row", result.row().id());
            facts.putAll(more);
            facts.put("seed", result.seed());
            facts.put("seconds", result.seconds());
            facts.put(
                    "violations",
                    result.violations().stream().map(Violation::toString).toList());
            facts.put("remarks", result.remarks());
            line(facts);
        }

        private void line(Map<String, ?> facts) {
            try {
                out.println(JSON.writeValueAsString(facts));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("Numbers and texts are always JSON", e);
            }
        }
    }
}
