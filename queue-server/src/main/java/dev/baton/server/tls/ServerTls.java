package dev.baton.server.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a door shows to those who come: its certificate, with the key that belongs to it. Immutable and thread-safe. */
public final class ServerTls {
    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    /** Of a key store that lives in memory alone; it protects nothing. */
    private static final char[] NO_SECRET = "none".toCharArray();

    private final SSLContext context;

    private ServerTls(SSLContext context) {
        this.context = context;
    }

    /**
     * Reads both files, once.
     *
     * @param certificates PEM: the server's own first, then those that it was signed with
     * @param key PEM: unencrypted, PKCS#8, of RSA, EC or Ed25519
     * @throws IllegalArgumentException if a file is not what it should be, or they do not belong together, in one sentence
     */
    public static ServerTls read(Path certificates, Path key) {
        List<X509Certificate> chain = Pem.certificates("--tls-cert", certificates);
        PrivateKey secret = Pem.key("--tls-key", key);
        if (!belongTogether(chain.get(0), secret)) {
            throw Pem.refused(
                    "--tls-key",
                    key,
                    "holds a key of another certificate: give the one that belongs to the first"
                            + " certificate of --tls-cert");
        }
        Instant end = chain.get(0).getNotAfter().toInstant();
        if (end.isBefore(Instant.now())) {
            LOG.warn("The certificate of --tls-cert ended at {}: hardly anybody will trust it", end);
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("door", secret, NO_SECRET, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_SECRET);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return new ServerTls(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("--tls-cert: The certificate cannot be used: " + e.getMessage(), e);
        }
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        String kind = key.getAlgorithm();
        if (!sameKind(kind, certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        byte[] sample = "whose key is this?".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance(
                    switch (kind) {
                        case "EC" -> "SHA256withECDSA";
                        case "RSA" -> "SHA256withRSA";
                        default -> kind;
                    });
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean sameKind(String one, String other) {
        return one.equals(other) || (one.startsWith("Ed") && other.startsWith("Ed"));
    }

    public SSLContext context() {
        return context;
    }

    /** The versions of TLS that are spoken: 1.2 and 1.3. */
    public String[] protocols() {
        return PROTOCOLS.clone();
    }

    /** The server's side of one connection. */
    public SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(PROTOCOLS);
        return engine;
    }
}
