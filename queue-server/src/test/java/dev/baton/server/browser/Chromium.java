package dev.baton.server.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A headless Chromium with a profile of its own: the one that {@code -Dbaton.chromium=PATH} names, else the first on PATH.
 * Close it.
 */
public final class Chromium implements AutoCloseable {
    private static final String PROPERTY = "baton.chromium";
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
    private static final String LISTENING = "DevTools listening on ";

    private final Process process;
    private final Path profile;
    private final DevTools tools;

    private Chromium(Process process, Path profile, DevTools tools) {
        this.process = process;
        this.profile = profile;
        this.tools = tools;
    }

    /** Where one is; empty if there is none. */
    public static Optional<Path> find() {
        String named = System.getProperty(PROPERTY, "");
        if (!named.isEmpty()) {
            if (!Files.isExecutable(Path.of(named))) {
                throw new IllegalArgumentException("-D" + PROPERTY + "=" + named + " is no program");
            }
            return Optional.of(Path.of(named));
        }
        String path = System.getenv("PATH");
        return path == null
                ? Optional.empty()
                : Stream.of(path.split(File.pathSeparator))
                        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                        .filter(Files::isExecutable)
                        .findFirst();
    }

    /** Starts it, and returns when it can be talked to. */
    public static Chromium start() {
        try {
            Path profile = Files.createTempDirectory("baton-chromium");
            List<String> command = new ArrayList<>(List.of(
                    find().orElseThrow().toString(),
                    "--headless=new",
                    "--remote-debugging-port=0",
                    "--user-data-dir=" + profile,
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--disable-dev-shm-usage",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--hide-scrollbars",
                    "--force-color-profile=srgb",
                    "--lang=en",
                    "about:blank"));
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new Chromium(process, profile, new DevTools(address(process)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI address(Process process) throws IOException {
        BufferedReader errors = process.errorReader();
        List<String> said = new ArrayList<>();
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            if (line.startsWith(LISTENING)) {
                drain(errors);
                return URI.create(line.substring(LISTENING.length()));
            }
            said.add(line);
        }
        throw new IllegalStateException("Chromium ended at once: " + said);
    }

    /** It complains about machines without a desktop; a full pipe would stop it. */
    private static void drain(BufferedReader errors) {
        Thread thread = new Thread(() -> errors.lines().forEach(line -> {}), "chromium-errors");
        thread.setDaemon(true);
        thread.start();
    }

    /** A new tab, with storage of its own. */
    public Tab open() {
        String context = tools.call("", "Target.createBrowserContext", DevTools.object())
                .path("browserContextId")
                .asText();
        JsonNode target = tools.call(
                "",
                "Target.createTarget",
                DevTools.object().put("url", "about:blank").put("browserContextId", context));
        String session = tools.call(
                        "",
                        "Target.attachToTarget",
                        DevTools.object()
                                .put("targetId", target.path("targetId").asText())
                                .put("flatten", true))
                .path("sessionId")
                .asText();
        return new Tab(tools, session, context);
    }

    @Override
    public void close() {
        tools.close();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            try (Stream<Path> files = Files.walk(profile)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
