package dev.baton.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Maven project outside the reactor builds with this build's artifacts and runs a job. Its local repository is its own:
 * the artifacts are laid into it, everything else comes from this build's local repository as a remote one, or, if that
 * has not got it, from wherever the machine's settings say.
 */
class OutsideProjectIT {
    private static final String VERSION = property("baton.version");
    private static final Path PROJECT = Path.of("src", "it", "outside");

    @TempDir
    Path directory;

    @Test
    void aProjectOfItsOwnDependsOnTheArtifactsAndRunsAJob() throws Exception {
        Path project = directory.resolve("outside");
        copy(PROJECT, project);
        Path pom = project.resolve("pom.xml");
        Files.writeString(pom, Files.readString(pom).replace("0.1.0-SNAPSHOT", VERSION));
        Path repository = Files.createDirectories(directory.resolve("repository"));
        install(repository, "queue-parent", Path.of("..", "pom.xml"));
        for (String module : List.of("queue-core", "queue-worker", "queue-embedded")) {
            install(repository, module, Path.of("..", module, "pom.xml"));
            install(repository, module, Path.of("..", module, "target", module + "-" + VERSION + ".jar"));
        }
        Path settings = Files.writeString(directory.resolve("settings.xml"), settings());

        var maven = new ProcessBuilder(
                        property("maven.home") + "/bin/mvn",
                        "-B",
                        "-ntp",
                        "-q",
                        "-gs",
                        settings.toString(),
                        "-Dmaven.repo.local=" + repository,
                        "package")
                .directory(project.toFile());
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        maven.environment().remove("MAVEN_OPTS");
        try (var build = Program.start(maven)) {
            assertThat(build.exitCode()).as("%s %s", build.out(), build.err()).isZero();
        }

        Path jar = project.resolve("target").resolve("outside-1.jar");
        var java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString());
        try (var run = Program.start(java)) {
            assertThat(run.exitCode()).as("%s %s", run.out(), run.err()).isZero();
            assertThat(run.out()).containsExactly("Hello, Ada!");
        }
        assertThat(libraries(jar))
                .anyMatch(name -> name.startsWith("queue-worker"))
                .anyMatch(name -> name.startsWith("lettuce-core"))
                .anyMatch(name -> name.startsWith("embedded-redis"))
                .as("what only the standalone worker needs, and what the carrier of Redis would bring")
                .noneMatch(name -> name.matches("(picocli|snakeyaml|logback|queue-testkit|junit|guava|commons).*"));
    }

    /** The global settings, so that the person's own, with mirrors and proxies, count too. */
    private static String settings() {
        return """
                <settings>
                  <profiles>
                    <profile>
                      <id>outer-build</id>
                      <repositories>%1$s</repositories>
                      <pluginRepositories>%2$s</pluginRepositories>
                    </profile>
                  </profiles>
                  <activeProfiles><activeProfile>outer-build</activeProfile></activeProfiles>
                </settings>
                """.formatted(repository("repository"), repository("pluginRepository"));
    }

    private static String repository(String element) {
        return """
                <%1$s>
                  <id>outer-build</id>
                  <url>%2$s</url>
                  <releases><checksumPolicy>ignore</checksumPolicy></releases>
                  <snapshots><enabled>false</enabled></snapshots>
                </%1$s>""".formatted(element, Path.of(property("maven.repo")).toUri());
    }

    private static void install(Path repository, String artifact, Path file) throws IOException {
        Path folder = Files.createDirectories(
                repository.resolve("dev/baton").resolve(artifact).resolve(VERSION));
        String extension = file.toString().endsWith(".jar") ? ".jar" : ".pom";
        Files.copy(file, folder.resolve(artifact + "-" + VERSION + extension), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    private static List<String> libraries(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            String paths = file.getManifest().getMainAttributes().getValue("Class-Path");
            var names = new ArrayList<String>();
            for (String path : paths.split(" ")) {
                names.add(path.substring(path.lastIndexOf('/') + 1));
            }
            return names;
        }
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("The build gives " + name + ": see the pom of queue-examples");
        }
        return value;
    }
}
