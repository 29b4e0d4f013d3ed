package dev.baton.examples.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The results on disk: {@code ab/ab12…-Name.java.json} or {@code ….png}, where {@code ab12…} is the job's id. A result
 * appears whole or not at all, and doing a job again replaces it by the same.
 */
final class Results {
    private static final String UNFINISHED = ".part";
    private static final int LONGEST_NAME = 80;
    private static final byte[] END_OF_PNG = {'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82};
    private static final byte[] END_OF_JSON = {'}', '\n'};

    private final Path directory;

    Results(Path directory) {
        this.directory = directory;
    }

    /** What writes a result's bytes. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a result and names it, relative to the directory.
     *
     * @param fence of the attempt: two attempts of one job never write into the same unfinished file
     */
    String write(String id, long fence, Path source, String extension, Content content) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(id.substring(0, 2)));
        Path result = folder.resolve(id + "-" + readable(source) + extension);
        Path unfinished = folder.resolve(id + "." + fence + UNFINISHED);
        try {
            try (OutputStream out = Files.newOutputStream(unfinished)) {
                content.writeTo(out);
            }
            Files.move(unfinished, result, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        return directory.relativize(result).toString();
    }

    /** Ids of the jobs whose result is there and whole, by a look at the disk and nothing else. */
    Set<String> ids() throws IOException {
        var ids = new HashSet<String>();
        try (var paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                String name = String.valueOf(path.getFileName());
                int dash = name.indexOf('-');
                if (dash > 0 && isWhole(path, name)) {
                    ids.add(name.substring(0, dash));
                }
            }
        }
        return ids;
    }

    /** Removes what a killed worker has begun and not finished. */
    void removeUnfinished() throws IOException {
        try (var paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (path.toString().endsWith(UNFINISHED)) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    Path directory() {
        return directory;
    }

    private static boolean isWhole(Path path, String name) throws IOException {
        if (name.endsWith(".png")) {
            return endsWith(path, END_OF_PNG);
        }
        return name.endsWith(".json") && endsWith(path, END_OF_JSON);
    }

    private static boolean endsWith(Path path, byte[] end) throws IOException {
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            if (file.length() < end.length) {
                return false;
            }
            byte[] found = new byte[end.length];
            file.seek(file.length() - end.length);
            file.readFully(found);
            return Arrays.equals(found, end);
        }
    }

    /** The source's name with whatever is odd in a file name replaced: for people, the id is the key. */
    private static String readable(Path source) {
        String name = String.valueOf(source.getFileName());
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return plain.length() <= LONGEST_NAME ? plain : plain.substring(plain.length() - LONGEST_NAME);
    }
}
