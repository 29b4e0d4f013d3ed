package dev.baton.worker.standalone;

import java.nio.file.Path;

/** How jobs are done: exactly one of three ways. */
sealed interface Work {
    /** By JARs found in a directory. */
    record Jars(Path directory) implements Work {}

    /** By running a command. */
    record Exec(ExecCommand command) implements Work {}

    /** By posting to a URL. */
    record Http(HttpTarget target) implements Work {}
}
