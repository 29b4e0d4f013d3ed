package dev.baton.examples.demo;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What is found out about any file.
 *
 * @param file its place
 * @param sha256 checksum of the bytes that were read
 * @param bytes how many those were
 * @param lines runs of bytes between line feeds; the last one counts without a line feed too
 * @param words runs of bytes between white space of ASCII
 * @param note why a picture has these facts and no thumbnail; null for other files
 */
record FileFacts(
        String file,
        String sha256,
        long bytes,
        long lines,
        long words,
        @Nullable String note) {
    private static final int BUFFER = 64 * 1024;

    /** Reads to the end of the stream. */
    static FileFacts read(String file, InputStream in, @Nullable String note) throws IOException {
        MessageDigest digest = newDigest();
        long bytes = 0;
        long lineFeeds = 0;
        long words = 0;
        boolean inWord = false;
        byte last = '\n';
        byte[] buffer = new byte[BUFFER];
        int read;
        while ((read = in.read(buffer)) >= 0) {
            digest.update(buffer, 0, read);
            bytes += read;
            for (int i = 0; i < read; i++) {
                byte b = buffer[i];
                boolean isBlank = b == ' ' || (b >= '\t' && b <= '\r');
                words += !isBlank && !inWord ? 1 : 0;
                inWord = !isBlank;
                lineFeeds += b == '\n' ? 1 : 0;
            }
            last = read > 0 ? buffer[read - 1] : last;
        }
        long lines = lineFeeds + (last == '\n' ? 0 : 1);
        return new FileFacts(file, HexFormat.of().formatHex(digest.digest()), bytes, lines, words, note);
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
