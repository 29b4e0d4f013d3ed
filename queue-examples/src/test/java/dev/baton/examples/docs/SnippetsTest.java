package dev.baton.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the pages show between {@code <!-- snippet:NAME -->} and the end of the code block after it is the region
 * {@code // snippet:NAME} … {@code // end} of an example, or of a test. After a change run {@code mvn -pl queue-examples -am test
 * -Dtest=SnippetsTest -Dsurefire.failIfNoSpecifiedTests=false -Dbaton.docs.write=true} and read the difference.
 */
class SnippetsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern SNIPPET =
            Pattern.compile("(<!-- snippet:([a-z-]+) -->\n```[a-z]+\n)(.*?)(```\n)", Pattern.DOTALL);

    @Test
    void thePagesShowTheCodeOfTheExamples() throws IOException {
        Map<String, String> regions = regions();
        var shown = new ArrayList<String>();
        var read = new HashMap<Path, String>();
        var different = new HashMap<Path, String>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            read.put(page, text);
            assertThat(text.split("<!-- snippet:", -1).length - 1)
                    .as("markers in %s that a code block follows", page)
                    .isEqualTo(SNIPPET.matcher(text).results().count());
            String expected = SNIPPET.matcher(text).replaceAll(found -> {
                String name = found.group(2);
                assertThat(regions).as("regions for %s", page).containsKey(name);
                shown.add(name);
                return java.util.regex.Matcher.quoteReplacement(found.group(1) + regions.get(name) + found.group(4));
            });
            if (Boolean.getBoolean("baton.docs.write")) {
                Files.writeString(page, expected);
            }
            if (!text.equals(expected)) {
                different.put(page, expected);
            }
        }
        // All pages are written before the first one is complained about.
        for (var page : different.entrySet()) {
            assertThat(read.get(page.getKey())).as("%s", page.getKey()).isEqualTo(page.getValue());
        }
        assertThat(regions.keySet()).as("regions that some page shows").hasSameElementsAs(shown);
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            docs.filter(it -> it.toString().endsWith(".md")))
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, String> regions() throws IOException {
        var regions = new HashMap<String, String>();
        for (Path folder : sources()) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(it -> it.toString().endsWith(".java"))
                        .filter(it -> !it.endsWith("SnippetsTest.java"))
                        .toList()) {
                    read(file, regions);
                }
            }
        }
        return regions;
    }

    /** Of all modules: what a page on testing shows is code of tests. */
    private static List<Path> sources() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.filter(it -> it.getFileName().toString().startsWith("queue-"))
                    .flatMap(it -> Stream.of(it.resolve("src/main/java"), it.resolve("src/test/java")))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }

    private static void read(Path file, Map<String, String> regions) throws IOException {
        String name = "";
        var lines = new ArrayList<String>();
        for (String line : Files.readAllLines(file)) {
            if (line.strip().startsWith("// snippet:")) {
                name = line.strip().substring("// snippet:".length());
                lines.clear();
            } else if (line.strip().equals("// end")) {
                assertThat(regions.put(name, String.join("\n", lines).stripIndent() + "\n"))
                        .as(name)
                        .isNull();
                name = "";
            } else {
                lines.add(line);
            }
        }
        assertThat(name).as("the region without an end in %s", file).isEmpty();
    }
}
