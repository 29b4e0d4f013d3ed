package dev.baton.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds executables: those that were named, or else a Valkey and a Redis on the given PATH that are new enough, and the
 * bundled one.
 */
final class BinaryFinder {
    private static final Logger LOG = LoggerFactory.getLogger(BinaryFinder.class);
    private static final List<String> NAMES = List.of("valkey-server", "redis-server");
    private static final int VERSION_SECONDS = 10;
    private static final String BUNDLED = "bundled";

    private final String path;
    private final BundledRedis bundled;
    private final List<String> named;

    BinaryFinder(String path, BundledRedis bundled) {
        this(path, bundled, "");
    }

    /** @param named paths and the word {@code bundled}, separated by commas; or nothing */
    BinaryFinder(String path, BundledRedis bundled, String named) {
        this.path = path;
        this.bundled = bundled;
        this.named = Arrays.stream(named.split(","))
                .map(String::trim)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    static BinaryFinder forThisMachine() {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return new BinaryFinder(
                path, BundledRedis.forThisMachine(), System.getProperty(RedisServer.SERVERS_PROPERTY, ""));
    }

    RedisBinary find() {
        return all().findFirst().orElseThrow();
    }

    /** Everything that can be had, the preferred one first; each is looked for when it is asked for. */
    Stream<RedisBinary> all() {
        return named.isEmpty()
                ? Stream.concat(
                        NAMES.stream().flatMap(name -> onPath(name).stream()),
                        Stream.of(BUNDLED).map(this::named))
                : named.stream().map(this::named);
    }

    private RedisBinary named(String word) {
        return word.equals(BUNDLED) ? bundled() : given(Path.of(word).toAbsolutePath());
    }

    RedisBinary bundled() {
        var refused = new ArrayList<String>();
        for (Path candidate : bundled.homes()) {
            try {
                Path binary = bundled.unpackInto(candidate);
                var version = versionOf(binary);
                if (version.isPresent()) {
                    return new RedisBinary(binary, version.get(), BinarySource.BUNDLED);
                }
                refused.add(candidate + ": the unpacked server does not run there");
            } catch (IOException e) {
                refused.add(candidate + ": " + e);
            }
        }
        throw new RedisStartException(
                "The bundled Redis could not be unpacked (" + String.join("; ", refused)
                        + "). Install Redis 7.0 or later, or pass the URI of a running one.",
                null);
    }

    private Optional<RedisBinary> onPath(String name) {
        return Arrays.stream(path.split(Pattern.quote(File.pathSeparator), -1))
                .flatMap(directory -> in(directory, name).stream())
                .findFirst();
    }

    /** This program and no other. */
    static RedisBinary given(Path program) {
        RedisVersion version = versionOf(program)
                .filter(RedisVersion::isSupported)
                .orElseThrow(() -> new RedisStartException(
                        program + " is no Redis or Valkey of version 7.0 or later: name another program, or none.",
                        null));
        return new RedisBinary(program, version, BinarySource.GIVEN);
    }

    private static Optional<RedisBinary> in(String directory, String name) {
        try {
            // An empty entry means the working directory to a shell; a server found by accident there is no good.
            if (directory.isEmpty()) {
                return Optional.empty();
            }
            Path candidate = Path.of(directory, name).toAbsolutePath();
            if (!Files.isExecutable(candidate) || Files.isDirectory(candidate)) {
                return Optional.empty();
            }
            var version = versionOf(candidate);
            if (version.isEmpty() || !version.get().isSupported()) {
                String seen = version.map(RedisVersion::toString).orElse("unknown");
                LOG.info("Passed over {}: its version is {}, Baton needs 7.0 or later.", candidate, seen);
                return Optional.empty();
            }
            return Optional.of(new RedisBinary(candidate, version.get(), BinarySource.PATH));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Empty if the file cannot be run or says nothing that looks like a version. */
    private static Optional<RedisVersion> versionOf(Path binary) {
        try {
            Process process = new ProcessBuilder(binary.toString(), "--version")
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            try {
                // Ask for the end first: a program that hangs would block the read for ever. One line fits any pipe.
                if (!process.waitFor(VERSION_SECONDS, TimeUnit.SECONDS)) {
                    return Optional.empty();
                }
                byte[] said = process.getInputStream().readNBytes(4096);
                return RedisVersion.parse(new String(said, StandardCharsets.UTF_8));
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.debug("{} does not run", binary, e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisStartException("Interrupted while asking " + binary + " for its version.", e);
        }
    }
}
