package dev.baton.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.model.Grammar;
import dev.baton.model.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * API keys from a file, a line each: {@code name role[,role…] sha256:<64 hex digits>}. Empty lines and lines that begin with
 * {@code #} are skipped. Immutable and thread-safe.
 *
 * <p>Only hashes are kept. Plain SHA-256 is right for them: a key is 256 random bits, so there is nothing to guess, and the
 * slow hashes that passwords need would only make every request slow.
 */
public final class KeyFile implements Access {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final long MOST_BYTES = 1 << 20;
    private static final int KEY_BYTES = 32;
    private static final String PREFIX = "baton_";
    private static final String HASH = "sha256:";
    private static final int LONGEST_KEY = 256;

    private final List<Entry> entries;

    private record Entry(Caller caller, byte[] hash) {}

    /**
     * A key that was just made.
     *
     * @param line what belongs into the file
     * @param key what its owner sends; it stands nowhere else, so show it once
     */
    public record NewKey(String line, String key) {
        /** Without the key. */
        @Override
        public String toString() {
            return "NewKey[" + line + "]";
        }
    }

    private KeyFile(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * Reads a file; warns if others than its owner may read it.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException with one sentence if a line is none, a name or a key stands twice, or there is no key
     */
    public static KeyFile read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "The key file " + Printable.quote(file.toString()) + " is larger than 1 MiB: that is no key file");
        }
        warnOfReaders(file);
        return parse(file.toString(), Files.readAllLines(file, UTF_8));
    }

    /** Makes a key of 256 random bits. Roles: at least one. */
    public static NewKey newKey(String name, Set<Role> roles) {
        Grammar.requireWorkerName(name);
        if (roles.isEmpty()) {
            throw new IllegalArgumentException(
                    "The key " + Printable.quote(name) + " has no role: give it one of " + words());
        }
        byte[] bits = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bits);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        String words = EnumSet.copyOf(roles).stream().map(Role::word).collect(Collectors.joining(","));
        return new NewKey(name + " " + words + " " + HASH + HexFormat.of().formatHex(sha256(key)), key);
    }

    static KeyFile parse(String file, List<String> lines) {
        List<Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> hashes = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String where = "Line " + (i + 1) + " of the key file " + Printable.quote(file);
            Entry entry = entry(where, line);
            if (!names.add(entry.caller().name())) {
                throw new IllegalArgumentException(
                        where + " uses the name " + entry.caller().name() + " again: give each key a name of its own");
            }
            if (!hashes.add(HexFormat.of().formatHex(entry.hash()))) {
                throw new IllegalArgumentException(where + " has the hash of another line: make a key for each name");
            }
            entries.add(entry);
        }
        if (entries.isEmpty()) {
            throw new IllegalArgumentException(
                    "The key file " + Printable.quote(file) + " has no key: nobody could come in");
        }
        return new KeyFile(entries);
    }

    @Override
    public Optional<Caller> caller(String key) {
        if (key.length() > LONGEST_KEY) {
            return Optional.empty();
        }
        byte[] shown = sha256(key);
        Optional<Caller> found = Optional.empty();
        // Looks at all of them, each in constant time: how long this takes tells nothing.
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.hash(), shown)) {
                found = Optional.of(entry.caller());
            }
        }
        return found;
    }

    @Override
    public Optional<Caller> anonymous() {
        return Optional.empty();
    }

    /** Names and roles, no hashes. */
    @Override
    public String toString() {
        return "KeyFile" + entries.stream().map(Entry::caller).toList();
    }

    private static Entry entry(String where, String line) {
        String[] words = line.split("\\s+");
        if (words.length != 3 || !words[2].matches(HASH + "[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException(where + " is none: write NAME ROLE[,ROLE…] sha256:<64 hex digits>");
        }
        if (!Grammar.isName(words[0])) {
            throw new IllegalArgumentException(where + " has the name " + Printable.quote(words[0])
                    + ": use 1 to 128 of the characters A-Z a-z 0-9 . _ -");
        }
        return new Entry(
                new Caller(words[0], roles(where, words[1])),
                HexFormat.of().parseHex(words[2].substring(HASH.length())));
    }

    private static Set<Role> roles(String where, String words) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String word : words.split(",", -1)) {
            roles.add(Arrays.stream(Role.values())
                    .filter(role -> role.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            where + " has the role " + Printable.quote(word) + ": use " + words())));
        }
        return roles;
    }

    private static String words() {
        return Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining(", "));
    }

    private static void warnOfReaders(Path file) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return;
        }
        Set<PosixFilePermission> open = Files.getPosixFilePermissions(file);
        open.retainAll(EnumSet.of(
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.GROUP_WRITE,
                PosixFilePermission.OTHERS_READ,
                PosixFilePermission.OTHERS_WRITE));
        if (!open.isEmpty()) {
            LOG.warn(
                    "The key file {} is open to others than its owner: chmod 600 it", Printable.quote(file.toString()));
        }
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
