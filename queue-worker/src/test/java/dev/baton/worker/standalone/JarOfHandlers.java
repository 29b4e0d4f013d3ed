package dev.baton.worker.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** Compiles handlers as a user would and packs them into a JAR. */
final class JarOfHandlers {
    private static final String SERVICE = "META-INF/services/dev.baton.worker.JobHandlers";

    private JarOfHandlers() {}

    /**
     * @param name simple name of the class, in package {@code shop}
     * @param register the body of its register method
     */
    static Path write(Path jar, String name, String register) throws IOException {
        Path work = Files.createTempDirectory("handlers");
        Path source = work.resolve(name + ".java");
        Files.writeString(source, """
                package shop;
                import dev.baton.WorkerBuilder;
                import dev.baton.model.*;
                public final class %s implements dev.baton.worker.JobHandlers {
                    public record Welcome(String name) {}
                    public record Receipt(String greeting, int attempt) {}
                    @Override public void register(WorkerBuilder worker) {
                        %s
                    }
                }
                """.formatted(name, register));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        work.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString());
        if (failed != 0) {
            throw new IllegalStateException("The handlers do not compile");
        }
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var classes = Files.newDirectoryStream(work.resolve("shop"))) {
            for (Path file : classes) {
                entry(out, "shop/" + file.getFileName(), Files.readAllBytes(file));
            }
            entry(out, SERVICE, ("shop." + name).getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    /** A JAR that names a class which is not there. */
    static Path writeBroken(Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            entry(out, SERVICE, "shop.Missing".getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    static Path writeWithoutHandlers(Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            entry(out, "readme.txt", new byte[0]);
        }
        return jar;
    }

    private static void entry(JarOutputStream out, String name, byte[] bytes) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(bytes);
        out.closeEntry();
    }
}
