package dev.baton.worker.standalone;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process with everything it started. Java sees descendants only while their parents live, so a command is started by
 * {@code setsid} where there is one: then even what lost its parent answers to the group, and the Ctrl-C of a terminal
 * reaches the worker alone. Without it (macOS) the descendants that Java sees must do.
 */
final class ProcessGroup {
    private static final int KILL_SECONDS = 5;

    private final Process leader;
    private final boolean grouped;

    private ProcessGroup(Process leader, boolean grouped) {
        this.leader = leader;
        this.grouped = grouped;
    }

    /** @param setsid the program of that name, or null */
    static ProcessGroup start(ProcessBuilder builder, @Nullable Path setsid) throws IOException {
        if (setsid == null) {
            return new ProcessGroup(builder.start(), false);
        }
        // setsid runs the program in its own place, not as a child, for a fresh child leads no group.
        var words = new ArrayList<String>(List.of(setsid.toString()));
        words.addAll(builder.command());
        return new ProcessGroup(builder.command(words).start(), true);
    }

    static @Nullable Path findSetsid(@Nullable String searchPath) {
        for (String directory : String.valueOf(searchPath).split(Pattern.quote(File.pathSeparator))) {
            Path candidate = Path.of(directory, "setsid");
            if (!directory.isEmpty() && Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    Process leader() {
        return leader;
    }

    /** SIGKILL to all of all groups, without waiting for their end: for one who has no time. */
    static void killAll(Collection<ProcessGroup> groups) {
        // First what needs no other process: it takes microseconds, and a machine under load may not get any further.
        for (ProcessGroup group : groups) {
            group.members().forEach(ProcessHandle::destroyForcibly);
        }
        var leaders = groups.stream()
                .filter(group -> group.grouped)
                .map(ProcessGroup::leader)
                .toList();
        if (!leaders.isEmpty()) {
            signalGroups("KILL", leaders);
        }
    }

    /** SIGTERM to all, and SIGKILL after {@code patience} to who is left. Returns when they are gone, or soon after. */
    void end(Duration patience) {
        var seen = members();
        // Once only: to some programs the second SIGTERM means that they shall leave at once.
        if (!grouped || !signalGroups("TERM", List.of(leader))) {
            seen.forEach(ProcessHandle::destroy);
        }
        awaitEnd(seen, patience);
        kill(seen);
    }

    /** SIGKILL to all. Returns when they are gone, or soon after. */
    void kill() {
        kill(members());
    }

    private void kill(List<ProcessHandle> seen) {
        var all = Stream.concat(seen.stream(), members().stream()).distinct().toList();
        all.forEach(ProcessHandle::destroyForcibly);
        if (grouped) {
            signalGroups("KILL", List.of(leader));
        }
        awaitEnd(all, Duration.ofSeconds(KILL_SECONDS));
    }

    private List<ProcessHandle> members() {
        return Stream.concat(Stream.of(leader.toHandle()), leader.descendants()).toList();
    }

    /**
     * Java knows no groups; every shell does. A group that is empty answers with an error, which is fine.
     *
     * @return false if there is no shell
     */
    private static boolean signalGroups(String name, List<Process> leaders) {
        var words = new ArrayList<String>(
                List.of("/bin/sh", "-c", "s=$1; shift; for g; do kill -s $s -- -$g; done", "sh", name));
        leaders.forEach(leader -> words.add(Long.toString(leader.pid())));
        try {
            waitBriefly(new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void waitBriefly(Process kill) {
        try {
            kill.waitFor(KILL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An interrupt means: no more patience. */
    private static void awaitEnd(List<ProcessHandle> processes, Duration patience) {
        var ends = processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
