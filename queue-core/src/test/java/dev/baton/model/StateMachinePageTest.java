package dev.baton.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The picture and the table in docs/state-machine.md are made from {@link Transition}. When the table changes, run
 * {@code mvn -pl queue-core test -Dtest=StateMachinePageTest -Dbaton.docs.write=true} and read the difference.
 */
class StateMachinePageTest {
    private static final Path PAGE = Path.of("..", "docs", "state-machine.md");

    @Test
    void thePageShowsTheTable() throws IOException {
        String page = Files.readString(PAGE, UTF_8);
        String expected = replace(replace(page, "picture", picture()), "table", table());
        if (Boolean.getBoolean("baton.docs.write")) {
            Files.writeString(PAGE, expected, UTF_8);
        }
        assertThat(page).isEqualTo(expected);
    }

    @Test
    void everyStatusButTheFirstIsReachedAndEveryStatusIsLeft() {
        for (JobStatus status : JobStatus.values()) {
            assertThat(Arrays.stream(Transition.values())
                            .filter(t -> t.to().filter(status::equals).isPresent()))
                    .as("arrows into %s", status)
                    .isNotEmpty();
            assertThat(Arrays.stream(Transition.values()).filter(t -> t.from().contains(status)))
                    .as("arrows out of %s", status)
                    .isNotEmpty();
        }
    }

    private static String replace(String page, String region, String content) {
        String begin = "<!-- generated:" + region + " -->\n";
        String end = "<!-- end:" + region + " -->";
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf(end);
        assertThat(to).as("region %s in %s", region, PAGE).isGreaterThanOrEqualTo(from);
        return page.substring(0, from) + content + page.substring(to);
    }

    private static String picture() {
        StringBuilder out = new StringBuilder("```mermaid\nstateDiagram-v2\n");
        for (JobStatus status : JobStatus.values()) {
            out.append("    state \"")
                    .append(status.word())
                    .append("\" as ")
                    .append(status.name())
                    .append('\n');
        }
        for (Transition transition : Transition.values()) {
            String to = transition.to().map(Enum::name).orElse("[*]");
            if (transition.from().isEmpty()) {
                out.append(arrow("[*]", to, transition));
            }
            for (JobStatus from : transition.from()) {
                out.append(arrow(from.name(), to, transition));
            }
        }
        return out.append("```\n").toString();
    }

    private static String arrow(String from, String to, Transition transition) {
        return "    " + from + " --> " + to + " : " + word(transition) + "\n";
    }

    private static String table() {
        StringBuilder out = new StringBuilder("| arrow | from | to | who | script |\n|---|---|---|---|---|\n");
        for (Transition transition : Transition.values()) {
            String from = transition.from().isEmpty()
                    ? "(no such job)"
                    : transition.from().stream().map(JobStatus::word).collect(Collectors.joining(", "));
            String to = transition.to().map(JobStatus::word).orElse("(forgotten)");
            out.append("| ")
                    .append(word(transition))
                    .append(" | ")
                    .append(from)
                    .append(" | ")
                    .append(to);
            out.append(" | ").append(transition.actor()).append(" | `").append(transition.script());
            out.append(".lua` |\n");
        }
        return out.toString();
    }

    private static String word(Transition transition) {
        return transition.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
