package dev.baton.server.tls;

import dev.baton.worker.program.HostPort;
import dev.baton.worker.program.OptionText;
import dev.baton.worker.program.UsageException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom those trust who come to a door: the JDK's authorities, or others. Names are checked. Immutable and thread-safe. */
public final class ClientTls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final SSLContext context;

    private ClientTls(SSLContext context) {
        this.context = context;
    }

    /**
     * What {@code --tls} and {@code --tls-ca FILE} ask for; the file alone asks for TLS, too.
     *
     * @throws UsageException if the file is none of certificates
     */
    public static Optional<ClientTls> of(boolean tls, @Nullable String authorities) {
        if (authorities != null) {
            return Optional.of(trusting(OptionText.path("--tls-ca", authorities)));
        }
        return tls ? Optional.of(new ClientTls(context(null))) : Optional.empty();
    }

    private static ClientTls trusting(Path authorities) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (X509Certificate certificate : Pem.certificates("--tls-ca", authorities)) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            return new ClientTls(context(store));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        } catch (GeneralSecurityException | IOException e) {
            throw new UsageException("--tls-ca: The certificates cannot be used: " + e.getMessage(), e);
        }
    }

    private static SSLContext context(@Nullable KeyStore authorities) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM cannot speak TLS", e);
        }
    }

    /** For a client that checks names by itself. */
    public SSLContext context() {
        return context;
    }

    /** The client's side of one connection. */
    public SSLEngine engine(HostPort door) {
        SSLEngine engine = context.createSSLEngine(door.host(), door.port());
        engine.setUseClientMode(true);
        engine.setSSLParameters(checking(engine.getSSLParameters()));
        return engine;
    }

    /** Speaks TLS over a connected socket: both have agreed when this returns. */
    public Socket over(Socket socket, HostPort door) throws IOException {
        SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, door.host(), door.port(), true);
        secure.setSSLParameters(checking(secure.getSSLParameters()));
        secure.startHandshake();
        return secure;
    }

    private static SSLParameters checking(SSLParameters parameters) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(PROTOCOLS);
        return parameters;
    }

    /** Why there is no connection, for a person. */
    public static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
                return "its certificate is not trusted here: name the file of its authority by --tls-ca";
            }
        }
        String said = String.valueOf(failure.getMessage());
        // The JDK has no other sign of it than these words.
        if (failure instanceof SSLException && (said.contains("plaintext") || said.contains("unrecognized SSL"))) {
            return "it does not speak TLS: leave out --tls and --tls-ca, or ask at another port";
        }
        return said;
    }
}
