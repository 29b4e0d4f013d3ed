package dev.baton.bench.process;

import dev.baton.Baton;
import dev.baton.worker.program.Failures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The JVM that started this one, as a child sees it: orders come by stdin, answers go to stdout. */
final class ParentJvm {
    static final String READY = "ready";
    /** The environment variable that brings the address of Redis: command lines are seen by everybody. */
    static final String REDIS = "BATON_BENCH_REDIS";

    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private ParentJvm() {}

    /** What a child does once it is connected; it ends when this returns. */
    interface Part {
        void play(Baton baton, ParentJvm parent) throws Exception;
    }

    /** Connects, says so, and plays a part; ends the JVM. */
    static void obey(String who, Part part) {
        try (Baton baton = Baton.connect(String.valueOf(System.getenv(REDIS)))) {
            part.play(baton, new ParentJvm());
        } catch (Exception | Error e) {
            System.err.println("baton bench, " + who + ": " + Failures.sentence(e));
            Runtime.getRuntime().halt(1);
        }
        System.exit(0);
    }

    /** Everything is prepared. */
    void ready() {
        say(READY);
    }

    void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** The next order. Does not return when the parent is gone: what this JVM was started for is, too. */
    String order() throws IOException {
        String line = in.readLine();
        if (line == null) {
            Runtime.getRuntime().halt(1);
            throw new IOException("The parent is gone");
        }
        return line;
    }
}
