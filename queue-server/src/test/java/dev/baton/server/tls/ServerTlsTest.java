package dev.baton.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are certificates and keys, and files that are not. */
class ServerTlsTest {
    @TempDir
    private static Path home;

    private static TestCertificate rsa;
    private static TestCertificate ec;

    @BeforeAll
    static void make() throws Exception {
        rsa = TestCertificate.make(home, "rsa", "RSA");
        ec = TestCertificate.make(home, "ec", "EC");
    }

    @Test
    void takesWhatBelongsTogether() throws Exception {
        assertThat(rsa.shown().engine().getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(ec.shown().engine().getUseClientMode()).isFalse();
        TestCertificate other = TestCertificate.make(home, "ed", "Ed25519");
        assertThat(other.shown().context()).isNotNull();
    }

    @Test
    void refusesOtherFilesInOneSentence() throws Exception {
        Path none = home.resolve("none");
        refused(none, rsa.key(), "--tls-cert: The file \"" + none + "\" cannot be read: it does not exist");
        refused(rsa.key(), rsa.key(), "has no \"-----BEGIN CERTIFICATE-----\"");
        refused(rsa.certificate(), rsa.certificate(), "has no \"-----BEGIN PRIVATE KEY-----\"");
        refused(rsa.certificate(), ec.key(), "holds a key of another certificate");
        refused(
                rsa.certificate(),
                TestCertificate.make(home, "rsa2", "RSA").key(),
                "holds a key of another certificate");
        refused(rsa.certificate(), written("ENCRYPTED PRIVATE KEY"), "is encrypted: write it without a password");
        refused(rsa.certificate(), written("RSA PRIVATE KEY"), "is no PKCS#8");
        refused(rsa.certificate(), written("PRIVATE KEY"), "holds a key that cannot be read");
        refused(written("CERTIFICATE"), rsa.key(), "holds a certificate that cannot be read");
    }

    private static Path written(String what) throws Exception {
        return Files.writeString(
                home.resolve(what.replace(' ', '-')),
                "-----BEGIN " + what + "-----\nAAAA\n-----END " + what + "-----\n");
    }

    private static void refused(Path certificate, Path key, String why) {
        assertThatThrownBy(() -> ServerTls.read(certificate, key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageMatching("--tls-(cert|key): The file .*");
    }
}
