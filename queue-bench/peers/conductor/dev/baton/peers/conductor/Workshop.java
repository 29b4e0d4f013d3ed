package dev.baton.peers.conductor;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes peers ready to run: fetches their libraries, if that has not been done, and compiles them. Each Java peer has a
 * class path of its own, since one wants another Netty or Jackson than the other.
 *
 * @param home the folder of the sources
 * @param target where everything goes
 */
record Workshop(Path home, Path target) {

    /** A peer cannot be had here; the message says why in a sentence. */
    static final class NotToBeHad extends Exception {
        private static final long serialVersionUID = 1L;

        NotToBeHad(String sentence) {
            super(sentence);
        }
    }

    /**
     * Makes it ready.
     *
     * @return the command that runs it
     * @throws PeerFailure if it does not compile, which is a mistake of ours
     */
    List<String> ready(Candidate candidate) throws NotToBeHad, PeerFailure, IOException, InterruptedException {
        return switch (candidate) {
            case BATON -> java(candidate, "BatonPeer", System.getProperty("java.class.path"));
            case REDISSON -> java(candidate, "RedissonPeer", byMaven(candidate));
            case REDISSON_EXECUTOR -> java(candidate, "RedissonExecutorPeer", byMaven(candidate));
            case JESQUE -> java(candidate, "JesquePeer", byMaven(candidate));
            case BULLMQ ->
                List.of(program("node"), byNpm(candidate).resolve("peer.mjs").toString());
        };
    }

    /** What the peer says on stderr. */
    Path log(Candidate candidate) {
        return target.resolve(candidate.word() + ".log");
    }

    private List<String> java(Candidate candidate, String main, String libraries)
            throws PeerFailure, IOException, InterruptedException {
        Path classes = target.resolve(candidate.folder()).resolve("classes");
        List<String> command = new ArrayList<>(List.of(
                jdk("javac"),
                "-Xlint:all,-processing,-serial,-try,-path,-classfile",
                "-Werror",
                "--release",
                "17",
                "-cp",
                libraries,
                "-d",
                classes.toString()));
        for (Path sources : List.of(home.resolve("contract"), home.resolve(candidate.folder()))) {
            try (Stream<Path> files = Files.walk(sources)) {
                files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(command::add);
            }
        }
        if (run(candidate, home, command) != 0) {
            throw new PeerFailure(candidate.word() + " does not compile, see " + fetchLog(candidate));
        }
        return List.of(jdk("java"), "-cp", classes + File.pathSeparator + libraries, "dev.baton.peers." + main);
    }

    private String byMaven(Candidate candidate) throws NotToBeHad, IOException, InterruptedException {
        Path pom = home.resolve(candidate.folder()).resolve("pom.xml");
        Path libraries = target.resolve(candidate.folder()).resolve("libraries");
        if (!isFetched(pom, libraries)) {
            fetch(
                    candidate,
                    target,
                    List.of(
                            program("mvn"),
                            "-B",
                            "-ntp",
                            "-f",
                            pom.toString(),
                            "dependency:copy-dependencies",
                            "-DincludeScope=runtime",
                            "-DoutputDirectory=" + libraries));
            markFetched(pom, libraries);
        }
        return libraries + File.separator + "*";
    }

    private Path byNpm(Candidate candidate) throws NotToBeHad, IOException, InterruptedException {
        program("node");
        Path source = home.resolve(candidate.folder());
        Path folder = Files.createDirectories(target.resolve(candidate.folder()));
        for (String file : List.of("package.json", "package-lock.json", "peer.mjs")) {
            Files.copy(source.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Path lock = source.resolve("package-lock.json");
        Path modules = folder.resolve("node_modules");
        if (!isFetched(lock, modules)) {
            // No script of a package is needed: the one native part comes ready-made.
            fetch(candidate, folder, List.of(program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
            markFetched(lock, modules);
        }
        return folder;
    }

    /** Whether just this was fetched before; if not, what is there is another or half of one, and goes. */
    private static boolean isFetched(Path list, Path folder) throws IOException {
        Path mark = folder.resolve(".fetched");
        if (Files.exists(mark) && Files.mismatch(list, mark) == -1) {
            return true;
        }
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return false;
    }

    private static void markFetched(Path list, Path folder) throws IOException {
        Files.copy(list, folder.resolve(".fetched"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void fetch(Candidate candidate, Path directory, List<String> command)
            throws NotToBeHad, IOException, InterruptedException {
        int code = run(candidate, directory, command);
        if (code != 0) {
            String name = Path.of(command.get(0)).getFileName().toString();
            throw new NotToBeHad(name + " ended with exit code " + code + ", see " + fetchLog(candidate));
        }
    }

    /** @return the exit code */
    private int run(Candidate candidate, Path directory, List<String> command)
            throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(fetchLog(candidate).toFile())
                .start()
                .waitFor();
    }

    private Path fetchLog(Candidate candidate) {
        return target.resolve(candidate.word() + "-fetch.log");
    }

    private static String jdk(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    private static String program(String name) throws NotToBeHad {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new NotToBeHad("there is no " + name + " on PATH"));
    }
}
