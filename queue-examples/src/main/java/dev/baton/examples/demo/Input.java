package dev.baton.examples.demo;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * One file that shall be processed.
 *
 * @param id of its job, made of its place: the same file is the same job, and its result has the same name
 * @param uri its place, with the bytes of its name
 * @param isPicture whether its name is that of a PNG or JPEG
 */
record Input(String id, String uri, boolean isPicture) {
    private static final int ID_LENGTH = 24;

    static Input of(Path file) {
        String uri = file.toUri().toString();
        String name = uri.toLowerCase(Locale.ROOT);
        boolean isPicture = name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg");
        return new Input(id(uri), uri, isPicture);
    }

    static String id(String uri) {
        return hash(uri).substring(0, ID_LENGTH);
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
