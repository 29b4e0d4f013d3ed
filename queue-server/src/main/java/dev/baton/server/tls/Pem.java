package dev.baton.server.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.baton.model.Printable;
import dev.baton.worker.program.Failures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM files. What is wrong with one is an {@link IllegalArgumentException} with one sentence, which has nothing of its content. */
final class Pem {
    private static final int LARGEST = 1 << 20;
    private static final Pattern CERTIFICATE = block("CERTIFICATE");
    private static final Pattern KEY = block("PRIVATE KEY");

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private Pem() {}

    private static Pattern block(String what) {
        return Pattern.compile("-----BEGIN " + what + "-----([A-Za-z0-9+/=\\s]+)-----END " + what + "-----");
    }

    /** Those of a file, in order; at least one. @param option for the sentence */
    static List<X509Certificate> certificates(String option, Path file) {
        String text = text(option, file);
        if (!CERTIFICATE.matcher(text).find()) {
            throw refused(
                    option,
                    file,
                    "has no \"-----BEGIN CERTIFICATE-----\": give a certificate in PEM, and behind it"
                            + " those that it was signed with");
        }
        StringBuilder blocks = new StringBuilder();
        Matcher found = CERTIFICATE.matcher(text);
        while (found.find()) {
            blocks.append(found.group()).append('\n');
        }
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(
                            new ByteArrayInputStream(blocks.toString().getBytes(ISO_8859_1)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new IllegalArgumentException(sentence(option, file, "holds a certificate that cannot be read"), e);
        }
    }

    /** An unencrypted key in PKCS#8. @param option for the sentence */
    static PrivateKey key(String option, Path file) {
        String text = text(option, file);
        if (text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----")) {
            throw refused(option, file, "is encrypted: write it without a password, by openssl pkcs8 -topk8 -nocrypt");
        }
        if (text.contains("-----BEGIN RSA PRIVATE KEY-----") || text.contains("-----BEGIN EC PRIVATE KEY-----")) {
            throw refused(option, file, "is no PKCS#8: turn it into that by openssl pkcs8 -topk8 -nocrypt");
        }
        Matcher found = KEY.matcher(text);
        if (!found.find()) {
            throw refused(option, file, "has no \"-----BEGIN PRIVATE KEY-----\": give an unencrypted key in PKCS#8");
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(found.group(1));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(sentence(option, file, "holds a key that cannot be read"), e);
        }
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (GeneralSecurityException e) {
                // Of another algorithm, perhaps.
            }
        }
        throw refused(option, file, "holds a key that cannot be read: use one of RSA, EC or Ed25519");
    }

    private static String text(String option, Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw refused(option, file, "is too large for a PEM file: give one of at most 1 MiB");
            }
            return Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalArgumentException(sentence(option, file, "cannot be read: " + Failures.reason(e)), e);
        }
    }

    static IllegalArgumentException refused(String option, Path file, String why) {
        return new IllegalArgumentException(sentence(option, file, why));
    }

    private static String sentence(String option, Path file, String why) {
        return option + ": The file " + Printable.quote(file.toString()) + " " + why;
    }
}
