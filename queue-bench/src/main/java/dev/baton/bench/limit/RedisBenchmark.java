package dev.baton.bench.limit;

import dev.baton.bench.lab.Lab;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tool that comes with Redis. */
public record RedisBenchmark(Path program, Lab lab, int commands) implements PipelinedCommands {
    private static final List<String> NAMES = List.of("redis-benchmark", "valkey-benchmark");

    public static Optional<PipelinedCommands> find(Lab lab, int commands) {
        if (lab.address().isSsl() || lab.address().getHost() == null) {
            return Optional.empty();
        }
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            for (String name : NAMES) {
                Path program = Path.of(directory, name);
                if (!directory.isEmpty() && Files.isExecutable(program)) {
                    return Optional.of(new RedisBenchmark(program, lab, commands));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public String describe() {
        return program + " -P " + PIPELINE + " -c " + CONNECTIONS;
    }

    @Override
    public double perSecond(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                program.toString(),
                "-h",
                lab.address().getHost(),
                "-p",
                Integer.toString(lab.address().getPort()),
                "-P",
                Integer.toString(PIPELINE),
                "-c",
                Integer.toString(CONNECTIONS),
                "-n",
                Integer.toString(commands),
                "-r",
                "100000",
                "--csv"));
        words.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
        String password = lab.password();
        if (password != null) {
            builder.environment().put("REDISCLI_AUTH", password); // not in the list of processes
        }
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        // "LPUSH a b","123456.78","0.5",…  after a line of titles
        return said.lines()
                .filter(line -> !line.startsWith("\"test\""))
                .map(line -> line.split("\",\"", -1))
                .filter(fields -> fields.length > 1)
                .mapToDouble(fields -> Double.parseDouble(fields[1]))
                .findFirst()
                .orElseThrow(
                        () -> new IOException(program + " ended with " + code + " and said no rate for " + command[0]));
    }
}
