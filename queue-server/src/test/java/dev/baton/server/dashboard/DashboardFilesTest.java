package dev.baton.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dashboard's files fit together and keep their rules: what can be seen without a browser. */
class DashboardFilesTest {
    private static final Path FOLDER = Path.of("src/main/resources/dev/baton/server/dashboard");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:(.+?) from )?'([^']+)';");
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"#][^\"]*)\"");
    /** Whatever makes elements, or code, of text. */
    private static final Pattern UNSAFE = Pattern.compile("innerHTML|outerHTML|insertAdjacentHTML|document\\.write"
            + "|createContextualFragment|DOMParser|\\beval\\(|new Function|setAttribute\\('on|javascript:");

    private final DashboardFiles files = DashboardFiles.load();

    @Test
    void theListNamesEveryFileOfTheFolderAndNoOther() throws IOException {
        try (Stream<Path> walk = Files.walk(FOLDER)) {
            Set<String> found = walk.filter(Files::isRegularFile)
                    .map(path -> FOLDER.relativize(path).toString().replace('\\', '/'))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(new TreeSet<>(DashboardFiles.NAMES)).isEqualTo(found);
        }
    }

    @Test
    void everyFileHasAMediaTypeAndATagOfItsOwn() {
        Set<String> tags = new TreeSet<>();
        for (String name : DashboardFiles.NAMES) {
            DashboardFiles.File file = file(name);
            assertThat(file.mediaType()).as(name).doesNotContain("octet-stream");
            assertThat(tags.add(file.tag())).as(name).isTrue();
        }
        assertThat(files.at("/ui/nothing.js")).isEmpty();
        assertThat(files.at("/ui/../dashboard/DashboardFiles.class")).isEmpty();
        assertThat(files.at("/ui")).isEmpty();
    }

    @Test
    void everyImportLeadsToAFileThatExportsIt() {
        for (String name : scripts()) {
            for (MatchResult found : IMPORT.matcher(text(name)).results().toList()) {
                String target = resolve(name, found.group(2));
                assertThat(DashboardFiles.NAMES).as(name).contains(target);
                String names = found.group(1);
                if (names != null && names.startsWith("{")) {
                    for (String wanted : names.replaceAll("[{} ]", "").split(",")) {
                        assertThat(text(target))
                                .as(name + " imports " + wanted)
                                .containsPattern("export (async )?(function|class|const) " + wanted + "\\b");
                        assertThat(text(name).split("\\b" + wanted + "\\b", -1))
                                .as(name + " uses " + wanted)
                                .hasSizeGreaterThan(2);
                    }
                }
            }
        }
    }

    @Test
    void theFirstPageNeedsOnlyFilesThatThereAreAndNothingThatThePolicyForbids() {
        String page = text("index.html");
        List<String> references =
                REFERENCE.matcher(page).results().map(found -> found.group(1)).toList();
        assertThat(references)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(DashboardFiles.NAMES).contains(name));
        assertThat(page).doesNotContain("<style", "style=", " onclick").doesNotContainPattern("<script(?![^>]*src=)");
    }

    @Test
    void nothingMakesElementsOfTextAndNothingComesFromElsewhere() {
        for (String name : scripts()) {
            assertThat(text(name)).as(name).doesNotContainPattern(UNSAFE).doesNotContain("http:", "https:", "//cdn");
        }
        assertThat(text("style.css")).doesNotContain("url(", "@import");
    }

    @Test
    void theChartsCarryTheirLicence() {
        assertThat(text("vendor/uPlot.LICENSE.txt")).contains("MIT License", "Leon Sorokin");
        assertThat(text("vendor/uPlot.iife.min.js")).contains("uPlot (v1.6.32)");
    }

    private static List<String> scripts() {
        return DashboardFiles.NAMES.stream()
                .filter(name -> name.endsWith(".js") && !name.startsWith("vendor/"))
                .toList();
    }

    private static String resolve(String from, String to) {
        return Path.of(from).resolveSibling(to).normalize().toString().replace('\\', '/');
    }

    private DashboardFiles.File file(String name) {
        return files.at(DashboardFiles.ROOT + (name.equals("index.html") ? "" : name))
                .orElseThrow();
    }

    private String text(String name) {
        return new String(file(name).content(), UTF_8);
    }
}
