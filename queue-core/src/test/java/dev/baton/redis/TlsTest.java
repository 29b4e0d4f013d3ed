package dev.baton.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baton.embedded.RedisServer;
import dev.baton.embedded.RedisServerBuilder;
import dev.baton.model.JobStatus;
import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that speaks TLS, with a certificate that nobody knows yet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {
    private static final String PASSWORD = "changeit";
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";

    private Path directory;
    private RedisServer server;
    private int port;
    private Path keys;
    private Path certificate;
    private Path key;

    @BeforeAll
    void start(@TempDir Path given) throws Exception {
        directory = given;
        keys = directory.resolve("keys.p12");
        makeCertificate(keys);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        certificate = pem(
                directory.resolve("redis.crt"),
                "CERTIFICATE",
                store.getCertificate("redis").getEncoded());
        key = pem(
                directory.resolve("redis.key"),
                "PRIVATE KEY",
                store.getKey("redis", PASSWORD.toCharArray()).getEncoded());
        port = freePort();
        server = speaking(port).start();
    }

    private RedisServerBuilder speaking(int tlsPort) {
        return RedisServer.builder()
                .option("tls-port", Integer.toString(tlsPort))
                .option("tls-cert-file", certificate.toString())
                .option("tls-key-file", key.toString())
                .option("tls-ca-cert-file", certificate.toString())
                .option("tls-auth-clients", "no");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @AfterEach
    void trustAsBefore() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE + "Password");
    }

    /** For localhost alone, not for 127.0.0.1. */
    private static void makeCertificate(Path keys) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "RSA",
                        "-alias",
                        "redis",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    private static Path pem(Path file, String what, byte[] content) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                file, "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n", US_ASCII);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Lets the JDK read the store before two connections ask for it at once: its cache then gives one of them the old one. */
    private void trust() {
        System.setProperty(TRUST_STORE, keys.toString());
        System.setProperty(TRUST_STORE + "Password", PASSWORD);
        try {
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm())
                    .init((KeyStore) null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static StoreException refused(String uri) {
        return catchThrowableOfType(
                StoreException.class,
                () -> RedisStore.connect(RedisStoreOptions.of(uri, TestRedis.CODEC))
                        .close());
    }

    @Test
    void aCertificateThatTheJvmTrustsIsEnough() {
        trust();
        try (RedisStore store =
                RedisStore.connect(RedisStoreOptions.of("rediss://localhost:" + port, TestRedis.CODEC))) {
            assertThat(TestRedis.get(store.inspection().queues())).isEqualTo(Set.of());
            assertThat(store.address()).isEqualTo("rediss://localhost:" + port);
        }
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsRefusedInOneSentence() {
        StoreException refusal = refused("rediss://:tr0ub4dor@localhost:" + port);
        assertThat(refusal.kind()).isEqualTo(Kind.REFUSED);
        assertThat(refusal)
                .hasMessageContaining("The certificate of Redis at rediss://localhost:" + port + " is not trusted")
                .hasMessageContaining("-Djavax.net.ssl.trustStore")
                .hasMessageNotContaining("tr0ub4dor")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        trust();
        StoreException refusal = refused("rediss://127.0.0.1:" + port);
        assertThat(refusal.kind()).isEqualTo(Kind.REFUSED);
        assertThat(refusal).hasMessageContaining("is not trusted").hasMessageContaining("by a name");
    }

    /** The name by which Sentinel knows the primary is the one that the certificate bears. */
    @Test
    void aPrimaryBehindSentinelIsFoundAndSpokenToInSecret() throws IOException {
        Path configuration = Files.writeString(
                directory.resolve("sentinel.conf"),
                "sentinel resolve-hostnames yes\nsentinel announce-hostnames yes\nsentinel monitor baton localhost "
                        + port + " 1\n");
        int door = freePort();
        trust();
        try (RedisServer sentinel = speaking(door)
                        .option("tls-replication", "yes")
                        .asSentinel(configuration)
                        .start();
                RedisStore store = RedisStore.connect(
                        RedisStoreOptions.of("rediss-sentinel://localhost:" + door + "#baton", TestRedis.CODEC))) {
            TestRedis.get(store.enqueues().enqueue("q", List.of(TestRedis.job("behind-sentinel"))));
            assertThat(TestRedis.get(store.inspection().statuses("q", List.of("behind-sentinel"))))
                    .containsExactly(Optional.of(JobStatus.PENDING));
            assertThat(sentinel.isRunning()).isTrue();
        }
        assertThat(refused("redis-sentinel://localhost:" + door + "#baton").kind())
                .isEqualTo(Kind.UNREACHABLE);
    }
}
