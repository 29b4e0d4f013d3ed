package dev.baton.examples.demo;

import dev.baton.model.Printable;
import dev.baton.worker.program.Failures;
import dev.baton.worker.program.ProgramFailure;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files that a run processes: regular files only. Symbolic links are not followed, so that nothing is met twice or
 * outside; pipes, sockets and devices have no end that could be read.
 *
 * @param files in the order in which they were met
 * @param skipped what is no regular file, and directories that cannot be read
 * @param more whether there were more files than a run takes
 */
record Inputs(List<Input> files, int skipped, boolean more) {
    /** As many as Redis remembers by default, so that the end of each can be looked up. */
    static final int MOST = 100_000;

    /** @param except a directory whose files are left out, since the run itself writes them */
    static Inputs below(List<Path> roots, Path except) {
        return below(roots, except, MOST);
    }

    static Inputs below(List<Path> roots, Path except, int most) {
        var walk = new Walk(except, most);
        for (Path root : roots) {
            try {
                Files.walkFileTree(root, walk);
            } catch (IOException e) {
                throw new ProgramFailure(
                        "The directory " + Printable.line(root.toString(), 400) + " cannot be walked through: "
                                + Failures.reason(e),
                        e);
            }
        }
        return new Inputs(List.copyOf(walk.files), walk.skipped, walk.more);
    }

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path except;
        private final int most;
        private final List<Input> files = new ArrayList<>();
        private final Set<String> seen = new HashSet<>();
        private int skipped;
        private boolean more;

        Walk(Path except, int most) {
            this.except = except;
            this.most = most;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return directory.equals(except) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!attributes.isRegularFile()) {
                skipped++;
            } else if (files.size() == most) {
                more = true;
                return FileVisitResult.TERMINATE;
            } else {
                Input input = Input.of(file);
                // One directory may lie in the other.
                if (seen.add(input.id())) {
                    files.add(input);
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            skipped++;
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
            if (e != null) {
                skipped++;
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
