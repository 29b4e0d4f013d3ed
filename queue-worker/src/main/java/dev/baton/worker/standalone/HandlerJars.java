package dev.baton.worker.standalone;

import dev.baton.WorkerBuilder;
import dev.baton.model.Printable;
import dev.baton.worker.JobHandlers;
import dev.baton.worker.program.Failures;
import dev.baton.worker.program.ProgramFailure;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.zip.ZipFile;

/** The JARs of a directory, in one class loader, and the {@link JobHandlers} that they provide. */
final class HandlerJars implements Handlers {
    private final Path directory;
    private final URLClassLoader loader;
    private final List<JobHandlers> handlers;

    private HandlerJars(Path directory, URLClassLoader loader, List<JobHandlers> handlers) {
        this.directory = directory;
        this.loader = loader;
        this.handlers = handlers;
    }

    /** @throws ProgramFailure if the directory cannot be read, or its JARs provide no handlers that can be used */
    static HandlerJars load(Path directory) {
        var jars = jarsIn(directory);
        if (jars.isEmpty()) {
            throw new ProgramFailure("The directory " + shown(directory)
                    + " of --handlers holds no JAR: put the JARs of your handlers there");
        }
        var loader = new URLClassLoader("handlers", urls(jars), HandlerJars.class.getClassLoader());
        var found = new ArrayList<JobHandlers>();
        try {
            ServiceLoader.load(JobHandlers.class, loader).forEach(found::add);
        } catch (ServiceConfigurationError | LinkageError e) {
            close(loader);
            throw new ProgramFailure(
                    "The handlers in " + shown(directory) + " cannot be loaded: " + Failures.sentence(e), e);
        }
        if (found.isEmpty()) {
            close(loader);
            throw new ProgramFailure("No JAR in " + shown(directory)
                    + " provides handlers: name them in META-INF/services/" + JobHandlers.class.getName());
        }
        return new HandlerJars(directory, loader, found);
    }

    /** @throws ProgramFailure if a JAR refuses, or the worker refuses what it registers */
    @Override
    public void register(WorkerBuilder worker) {
        for (JobHandlers each : handlers) {
            try {
                each.register(worker);
            } catch (RuntimeException | LinkageError e) {
                throw new ProgramFailure(
                        "The handlers " + each.getClass().getName() + " in " + shown(directory)
                                + " could not be registered: " + Failures.sentence(e),
                        e);
            }
        }
    }

    /** Threads of the handlers should know their classes by the context class loader too, as frameworks expect. */
    ClassLoader classLoader() {
        return loader;
    }

    @Override
    public void close() {
        close(loader);
    }

    @Override
    public String toString() {
        var names = handlers.stream().map(each -> each.getClass().getName()).toList();
        return String.join(", ", names) + " of " + shown(directory);
    }

    private static List<Path> jarsIn(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new ProgramFailure("The directory " + shown(directory) + " of --handlers "
                    + (Files.exists(directory) ? "is none" : "does not exist") + ": name one with JARs in it");
        }
        var jars = new ArrayList<Path>();
        try (var entries = Files.newDirectoryStream(directory, "*.jar")) {
            entries.forEach(jars::add);
        } catch (IOException | DirectoryIteratorException e) {
            throw new ProgramFailure(
                    "The directory " + shown(directory) + " of --handlers cannot be read: " + Failures.sentence(e), e);
        }
        // The order of a directory is anybody's guess, and with it which of two versions of a class would win.
        jars.sort(null);
        jars.forEach(HandlerJars::requireReadable);
        return jars;
    }

    /** The class loader would pass over it in silence. */
    private static void requireReadable(Path jar) {
        try (var opened = new ZipFile(jar.toFile())) {
            opened.size();
        } catch (IOException e) {
            throw new ProgramFailure(
                    "The JAR " + shown(jar) + " cannot be read (" + Failures.reason(e)
                            + "): build it anew, or remove it",
                    e);
        }
    }

    private static URL[] urls(List<Path> jars) {
        var urls = new ArrayList<URL>();
        for (Path jar : jars) {
            try {
                urls.add(jar.toAbsolutePath().toUri().toURL());
            } catch (MalformedURLException e) {
                throw new ProgramFailure("The JAR " + shown(jar) + " has a name that is no URL", e);
            }
        }
        return urls.toArray(URL[]::new);
    }

    private static void close(URLClassLoader loader) {
        try {
            loader.close();
        } catch (IOException e) {
            throw new ProgramFailure("The JARs of --handlers could not be closed: " + Failures.sentence(e), e);
        }
    }

    private static String shown(Path path) {
        return Printable.line(path.toString(), 200);
    }
}
