package dev.baton.worker.standalone;

import java.nio.file.Path;

/** How jobs are done: exactly one of four ways. */
sealed interface Work {
    /** By JARs found in a directory. */
    record Jars(Path directory) implements Work {}

    /** By running a command. */
    record Exec(ExecCommand command) implements Work {}

    /** Not at all: the payload is the result. */
    record Echo() implements Work {}

    /** By posting to a URL. */
    record Http(HttpTarget target) implements Work {}
}
