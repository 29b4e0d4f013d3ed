package dev.baton.chaos.scene;

import dev.baton.chaos.log.EventLog;
import dev.baton.chaos.sabotage.Sabotage;
import dev.baton.chaos.worker.FaultProducer;
import dev.baton.chaos.worker.FaultWorker;
import dev.baton.chaos.worker.TellingHandlers;
import dev.baton.chaos.worker.WorkerPlan;
import dev.baton.worker.JobHandlers;
import dev.baton.worker.standalone.StandaloneWorker;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** The processes of a scene; each gets the sabotage of its run. */
public final class Cast implements AutoCloseable {
    private static final List<String> SMALL = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Path directory;
    private final Optional<Sabotage> sabotage;
    private final EventLog conductor;
    private final Duration patience;
    private final List<Actor> workers = new ArrayList<>();
    private final List<Actor> producers = new ArrayList<>();

    Cast(Path directory, Optional<Sabotage> sabotage, EventLog conductor, Duration patience) {
        this.directory = directory;
        this.sabotage = sabotage;
        this.conductor = conductor;
        this.patience = patience;
    }

    /** A {@link FaultWorker}. */
    public Actor worker(String name, WorkerPlan plan) {
        var words = new ArrayList<>(plan.words());
        words.removeIf(word -> word.startsWith("jvm=") || word.startsWith("env."));
        words.add("by=" + name);
        List<String> jvm =
                plan.text("jvm").isEmpty() ? SMALL : List.of(plan.text("jvm").split(" ", -1));
        return start(workers, name, jvm, FaultWorker.class.getName(), words, plan.environment());
    }

    /** The standalone worker with handlers that tell what they do. */
    public Actor standalone(String name, String... arguments) {
        var words = new ArrayList<>(List.of(arguments));
        words.addAll(List.of("--handlers", handlers().toString()));
        return start(workers, name, SMALL, StandaloneWorker.class.getName(), words, Map.of());
    }

    /** A {@link FaultProducer} that wants to know of each job whether a replica has it. */
    public Actor durableProducer(String name, String uri, String queue, int jobs, int pauseMillis) {
        var words = List.of(uri, queue, name + "-", String.valueOf(jobs), String.valueOf(pauseMillis), "0", "durable");
        return start(producers, name, SMALL, FaultProducer.class.getName(), words, Map.of());
    }

    /** A {@link FaultProducer}; {@code failing}: every how many-th job fails at its first attempt, 0 for none. */
    public Actor producer(String name, String uri, String queue, int jobs, int pauseMillis, int failing) {
        var words = List.of(
                uri, queue, name + "-", String.valueOf(jobs), String.valueOf(pauseMillis), String.valueOf(failing));
        return start(producers, name, SMALL, FaultProducer.class.getName(), words, Map.of());
    }

    public List<Actor> workers() {
        return List.copyOf(workers);
    }

    @Override
    public void close() {
        workers.forEach(Actor::close);
        producers.forEach(Actor::close);
    }

    private Actor start(
            List<Actor> actors,
            String name,
            List<String> jvm,
            String mainClass,
            List<String> words,
            Map<String, String> environment) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        sabotage.ifPresent(what -> command.add(what.option()));
        command.addAll(List.of("-cp", classPath(), mainClass));
        command.addAll(words);
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        var actor = Actor.start(name, builder, directory, conductor, patience);
        actors.add(actor);
        return actor;
    }

    /** A changed script lies before the true one. */
    private String classPath() {
        String plain = System.getProperty("java.class.path");
        return sabotage.flatMap(Sabotage::edit)
                .map(edit -> {
                    Path shadow = directory.resolve("sabotage");
                    edit.writeTo(shadow);
                    return shadow + File.pathSeparator + plain;
                })
                .orElse(plain);
    }

    /** A directory with a JAR that names handlers which are on the class path already. */
    private Path handlers() {
        Path folder = directory.resolve("handlers");
        try {
            Files.createDirectories(folder);
            try (var out = new JarOutputStream(Files.newOutputStream(folder.resolve("telling.jar")))) {
                out.putNextEntry(new ZipEntry("META-INF/services/" + JobHandlers.class.getName()));
                out.write(TellingHandlers.class.getName().getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
