package dev.baton.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page stays in line with the scripts, the model and the runs. */
class ProtocolPageTest {
    private static final Path SCRIPTS =
            Path.of("..", "queue-core", "src", "main", "resources", "dev", "baton", "redis", "lua");
    private static final Path MODEL = Path.of("..", "docs", "protocol", "JobQueue.tla");
    private static final Pattern ACTION = Pattern.compile("^([A-Z]\\w*)(?:\\([^)]*\\))? ==", Pattern.MULTILINE);

    @Test
    void everyScriptIsModelledOrNamedAsNotModelled() throws IOException {
        String page = ProtocolPage.text();
        try (Stream<Path> scripts = Files.list(SCRIPTS)) {
            assertThat(scripts.map(path -> path.getFileName().toString()).filter(name -> name.endsWith(".lua")))
                    .isNotEmpty()
                    .allSatisfy(script -> assertThat(page).contains("`" + script + "`"));
        }
    }

    @Test
    void everyStepOfTheModelIsOnThePage() throws IOException {
        String model = Files.readString(MODEL, UTF_8);
        String next = between(model, "Working(w) ==", "Spec ==");
        Set<String> steps = new TreeSet<>();
        ACTION.matcher(model).results().map(found -> found.group(1)).forEach(name -> {
            if (Pattern.compile("\\b" + name + "\\b").matcher(next).find()) {
                steps.add(name);
            }
        });
        steps.removeAll(Set.of("Working", "Consuming", "Next"));
        steps.removeAll(Set.of("Jobs", "Workers", "Incs", "Lists", "Remotes"));
        String page = ProtocolPage.text();
        assertThat(steps)
                .hasSizeGreaterThan(40)
                .allSatisfy(step -> assertThat(page).contains("`" + step + "`"));
    }

    @Test
    void everyRunHasItsRow() throws IOException {
        List<Check> all = new ArrayList<>(CorrectProtocol.SMALL);
        all.addAll(CorrectProtocol.BOUNDED);
        all.addAll(CorrectProtocol.LONG);
        all.addAll(Mistakes.all());
        assertThat(all.stream().map(Check::name)).doesNotHaveDuplicates();
        for (Check check : all) {
            String row = ProtocolPage.row(check).orElse("");
            assertThat(row).as("the row of %s", check).contains(check.shows(), "`" + check.given() + "`");
        }
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin);
        return text.substring(from, text.indexOf(end, from));
    }
}
