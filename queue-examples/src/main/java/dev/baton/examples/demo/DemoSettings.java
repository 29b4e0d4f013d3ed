package dev.baton.examples.demo;

import dev.baton.model.Printable;
import dev.baton.worker.program.Failures;
import dev.baton.worker.program.Options;
import dev.baton.worker.program.UsageException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * What one call of the demo asks for.
 *
 * @param roots directories whose files are processed
 * @param redis URI of a Redis that runs; empty for one of the demo's own
 * @param workers number of worker processes, 1 to 64
 * @param kill whether one of them is killed
 * @param keep whether Redis, or what the run put into it, is still there at the end
 * @param json whether stdout gets one JSON object and nothing else
 * @param output where the results go; empty for a new temporary directory
 */
record DemoSettings(
        List<Path> roots,
        Optional<String> redis,
        int workers,
        boolean kill,
        boolean keep,
        boolean json,
        Optional<Path> output) {
    private static final String REDIS = "--redis";
    private static final String WORKERS = "--workers";
    private static final String NO_KILL = "--no-kill";
    private static final String KEEP = "--keep";
    private static final String JSON = "--json";
    private static final String OUT = "--out";
    private static final String HELP = "--help";
    private static final int MOST_WORKERS = 64;

    /** Empty if help was asked for. */
    static Optional<DemoSettings> parse(String... arguments) {
        var parsed = Options.parse(commandLine(), "is one too many: the demo takes one directory", arguments);
        if (parsed.hasMatchedOption(HELP)) {
            return Optional.empty();
        }
        boolean kill = !parsed.hasMatchedOption(NO_KILL);
        return Optional.of(new DemoSettings(
                roots(parsed),
                text(parsed, REDIS),
                workers(parsed, kill),
                kill,
                parsed.hasMatchedOption(KEEP),
                parsed.hasMatchedOption(JSON),
                text(parsed, OUT).map(DemoSettings::output)));
    }

    static String usage() {
        return commandLine().getUsageMessage(Help.Ansi.OFF);
    }

    private static List<Path> roots(ParseResult parsed) {
        if (parsed.hasMatchedPositional(0)) {
            return List.of(directory(String.valueOf(parsed.<String>matchedPositionalValue(0, ""))));
        }
        var roots = new ArrayList<Path>();
        roots.add(directory(System.getProperty("baton.home", ".")));
        roots.add(directory(System.getProperty("java.home")));
        // Most of a JDK lies packed in its file lib/modules, which Java shows as a file system.
        roots.add(Path.of(URI.create("jrt:/java.base")));
        return List.copyOf(roots);
    }

    private static Path directory(String given) {
        String shown = Printable.quote(given);
        Path path = path(given, "The directory");
        if (!Files.exists(path)) {
            throw new UsageException("The directory " + shown + " does not exist: name one that does");
        }
        if (!Files.isDirectory(path)) {
            throw new UsageException(shown + " is no directory: name the directory that it lies in");
        }
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UsageException("The directory " + shown + " cannot be read: " + Failures.reason(e), e);
        }
    }

    private static Path output(String given) {
        String shown = Printable.quote(given);
        Path path = path(given, "The output directory");
        try {
            if (Files.exists(path)) {
                if (!Files.isDirectory(path)) {
                    throw new UsageException("The output directory " + shown + " is a file: name a new directory");
                }
                try (var entries = Files.list(path)) {
                    if (entries.findAny().isPresent()) {
                        // Results of another run must not be counted as those of this one.
                        throw new UsageException(
                                "The output directory " + shown + " is not empty: name a new or an empty one");
                    }
                }
            }
            return Files.createDirectories(path).toRealPath();
        } catch (IOException e) {
            throw new UsageException("The output directory " + shown + " cannot be made: " + Failures.reason(e), e);
        }
    }

    private static Path path(String given, String what) {
        try {
            return Path.of(given);
        } catch (InvalidPathException e) {
            throw new UsageException(what + " " + Printable.quote(given) + " is no path: " + e.getReason(), e);
        }
    }

    private static int workers(ParseResult parsed, boolean kill) {
        String given = text(parsed, WORKERS).orElse("3");
        int workers = given.matches("\\d{1,4}") ? Integer.parseInt(given) : 0;
        if (workers < 1 || workers > MOST_WORKERS) {
            throw new UsageException(
                    WORKERS + " " + Printable.quote(given) + " is not allowed: use 1 to " + MOST_WORKERS);
        }
        if (workers == 1 && kill) {
            throw new UsageException(
                    "With --workers 1 nobody is left when one is killed: use 2 or more, or add " + NO_KILL);
        }
        return workers;
    }

    private static Optional<String> text(ParseResult parsed, String name) {
        return Optional.ofNullable(parsed.matchedOption(name))
                .map(option -> option.stringValues().get(0));
    }

    private static CommandLine commandLine() {
        var spec = CommandSpec.create().name("baton demo");
        spec.usageMessage()
                .description(
                        "Makes a job of every file below DIR, has them done by worker processes, kills one of these with"
                                + " SIGKILL half-way, and counts the files that have no result on disk.")
                .sortOptions(false)
                .footer(
                        "%nPNG and JPEG become thumbnails; of every other file, and of pictures that are damaged, the"
                                + " checksum, size, lines and words are taken. Files that cannot be read end as dead"
                                + " jobs, with the reason.",
                        "Exit codes: 0 nothing was lost, 1 something was, or the killed worker held nothing, or the"
                                + " demo failed, 2 wrong usage.");
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel("DIR")
                .type(String.class)
                .description("Default: this repository, the running JDK's home, and the classes of its java.base.")
                .build());
        spec.addOption(
                text(REDIS, "URI", "Redis to use, under a queue name of its own; default: one that is started."));
        spec.addOption(text(WORKERS, "N", "Worker processes, 1 to " + MOST_WORKERS + "; default 3."));
        spec.addOption(flag(NO_KILL, "Kill nobody."));
        spec.addOption(flag(KEEP, "Keep Redis up at the end, until Enter or Ctrl-C; with --redis, keep the keys."));
        spec.addOption(flag(JSON, "Print one JSON object on stdout and nothing else there."));
        spec.addOption(text(OUT, "DIR", "Where the results go, a new or empty directory; default: a temporary one."));
        spec.addOption(OptionSpec.builder("-h", HELP)
                .usageHelp(true)
                .description("Print this and exit.")
                .build());
        return new CommandLine(spec).setExpandAtFiles(false).setUsageHelpWidth(100);
    }

    private static OptionSpec text(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }

    private static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build();
    }
}
