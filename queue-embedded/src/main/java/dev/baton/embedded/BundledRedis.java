package dev.baton.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The Redis that comes along as a class path resource, and where it is unpacked to. The file's name holds the hash of
 * its content, so that releases do not disturb one another; a file that is there already is used only if its content
 * has that hash.
 */
final class BundledRedis {
    static final String VERSION = "7.0.15";

    private final String osName;
    private final String osArch;
    private final List<Path> homes;

    BundledRedis(String osName, String osArch, List<Path> homes) {
        this.osName = osName;
        this.osArch = osArch;
        this.homes = homes;
    }

    /** The one for this machine, unpacked below the user's cache directory, or else below the temporary directory. */
    static BundledRedis forThisMachine() {
        String user = System.getProperty("user.name", "user").replaceAll("[^A-Za-z0-9._-]", "_");
        String cache = Objects.requireNonNullElse(System.getenv("XDG_CACHE_HOME"), "");
        Path userCache =
                cache.startsWith("/") ? Path.of(cache) : Path.of(System.getProperty("user.home", ""), ".cache");
        Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "baton-" + user);
        return in(List.of(userCache.resolve("baton"), temporary));
    }

    static BundledRedis in(List<Path> homes) {
        return new BundledRedis(System.getProperty("os.name", ""), System.getProperty("os.arch", ""), homes);
    }

    /** Directories to unpack into, the best first. */
    List<Path> homes() {
        return homes;
    }

    /**
     * The class path resource for this machine.
     *
     * @throws RedisStartException if there is none
     */
    String resource() {
        String system = osName.toLowerCase(Locale.ROOT);
        String os = system.startsWith("linux") ? "linux" : system.startsWith("mac") ? "darwin" : "";
        String arch = switch (osArch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            case "i386", "i486", "i586", "i686", "x86" -> "386";
            default -> "";
        };
        if (os.isEmpty() || arch.isEmpty() || (os.equals("darwin") && arch.equals("386"))) {
            throw new RedisStartException(
                    "No Redis comes along for " + osName + " on " + osArch
                            + ": install Redis 7.0 or later, or pass the URI of a running one.",
                    null);
        }
        return "/redis-server-" + VERSION + "-" + os + "-" + arch;
    }

    /** Unpacks unless it is there already. Any number of processes may do so at once: the last move wins, all agree. */
    Path unpackInto(Path home) throws IOException {
        String resource = resource();
        byte[] content = content(resource);
        String hash = sha256(content);
        createPrivate(home);
        Path target = home.resolve(resource.substring(1) + "-" + hash.substring(0, 16));
        if (Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
                && Files.isExecutable(target)
                && sha256(Files.readAllBytes(target)).equals(hash)) {
            return target;
        }
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Path fresh = Files.createTempFile(home, ".unpacking-", null, ownerOnly);
        try {
            Files.write(fresh, content);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
        return target;
    }

    private static void createPrivate(Path home) throws IOException {
        var ownerOnly = PosixFilePermissions.fromString("rwx------");
        if (!Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
            Path parent = home.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectories(home, PosixFilePermissions.asFileAttribute(ownerOnly));
        }
        // In a shared temporary directory somebody else may have made it first. Changing the mode fails unless it is
        // ours, and closes it to others if it is.
        Files.setPosixFilePermissions(home, ownerOnly);
    }

    private static byte[] content(String resource) throws IOException {
        try (InputStream in = BundledRedis.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is not on the class path (artifact org.signal:embedded-redis)");
            }
            return in.readAllBytes();
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
