package dev.baton.redis;

import dev.baton.model.Printable;
import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.RedisProtocolException;
import java.security.cert.CertificateException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Turns what lettuce throws into a {@link StoreException}: by kind, in one sentence that says what to do. */
final class ErrorKinds {
    private static final int SHOWN = 300;

    /** First words of Redis's own errors. Any other refusal of Redis is {@link Kind#REFUSED}. */
    private static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("READONLY", Kind.NOT_READY),
            Map.entry("LOADING", Kind.NOT_READY),
            Map.entry("MASTERDOWN", Kind.NOT_READY),
            Map.entry("TRYAGAIN", Kind.NOT_READY),
            Map.entry("CLUSTERDOWN", Kind.NOT_READY),
            Map.entry("BUSY", Kind.NOT_READY),
            Map.entry("UNBLOCKED", Kind.NOT_READY),
            Map.entry("NOREPLICAS", Kind.NOT_READY),
            Map.entry("MISCONF", Kind.NOT_READY),
            Map.entry("UNKILLABLE", Kind.NOT_READY),
            Map.entry("OOM", Kind.FULL),
            Map.entry("NOPERM", Kind.REFUSED),
            Map.entry("NOAUTH", Kind.REFUSED),
            Map.entry("WRONGPASS", Kind.REFUSED),
            Map.entry("WRONGTYPE", Kind.REFUSED),
            Map.entry("BATONFORMAT", Kind.UNFIT));

    /** Another node owns the slot, or owns it soon. */
    private static final Set<String> ELSEWHERE = Set.of("MOVED", "ASK");

    /** Whoever says so owns nothing that can be written, so the connection leads to the wrong server. */
    private static final Set<String> WRONG_SERVER = Set.of("READONLY", "MASTERDOWN");

    /** A moving slot (ASK, TRYAGAIN) is not among them: there is nothing new to learn before it has arrived. */
    private static final Set<String> DOUBTFUL = Set.of("MOVED", "READONLY", "MASTERDOWN", "LOADING", "CLUSTERDOWN");

    private final String address;
    private final Topology topology;

    ErrorKinds(String address, Topology topology) {
        this.address = address;
        this.topology = topology;
    }

    /** What happened to a call that was, or would have been, sent on an open connection. */
    StoreException ofCall(Throwable thrown, String what) {
        Throwable error = unwrap(thrown);
        if (error instanceof StoreException known) {
            return known;
        }
        if (error instanceof RedisCommandExecutionException refusal) {
            return ofRefusal(refusal, what);
        }
        if (error instanceof RedisException && wasNotSent(error)) {
            return new StoreException(
                    Kind.UNREACHABLE,
                    "Redis at " + address + " is not connected, nothing was sent of: " + what + "; try again later",
                    error);
        }
        return new StoreException(
                Kind.UNKNOWN_EFFECT,
                "Redis at " + address + " gave no answer, and may have done it or not: " + what + " ("
                        + Printable.line(String.valueOf(error.getMessage()), SHOWN) + "); ask again with the same ids",
                error);
    }

    /** What happened to an attempt to connect. */
    StoreException ofConnect(Throwable thrown) {
        Throwable error = unwrap(thrown);
        if (error instanceof StoreException known) {
            return known;
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
                return new StoreException(
                        Kind.REFUSED,
                        "The certificate of Redis at " + address + " is not trusted ("
                                + Printable.line(String.valueOf(cause.getMessage()), SHOWN)
                                + "): let this JVM trust its authority (-Djavax.net.ssl.trustStore=…), and give the host"
                                + " by a name that the certificate bears",
                        error);
            }
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException refusal) {
                return ofRefusal(refusal, "connect");
            }
            if (cause instanceof RedisProtocolException) {
                return new StoreException(
                        Kind.UNREACHABLE,
                        "What answers at " + address + " is no Redis (" + rootMessage(error)
                                + "): give the address of one, and rediss:// if it speaks TLS",
                        error);
            }
        }
        return new StoreException(
                Kind.UNREACHABLE,
                "No Redis can be reached at " + address + " (" + rootMessage(error)
                        + "): start one there, or give another address",
                error);
    }

    /** The first word of an error that Redis answered; null if Redis did not answer with an error. */
    static @Nullable String code(Throwable thrown) {
        Throwable error = unwrap(thrown);
        String message = error.getMessage();
        if (!(error instanceof RedisCommandExecutionException) || message == null) {
            return null;
        }
        int space = message.indexOf(' ');
        return space < 0 ? message : message.substring(0, space);
    }

    /** Whether the connection on which {@code thrown} came must not be used any more. */
    boolean spoilsConnection(Throwable thrown) {
        Throwable error = unwrap(thrown);
        if (error instanceof StoreException known) {
            return known.kind() == Kind.MISMATCH;
        }
        if (error instanceof RedisCommandExecutionException) {
            // The connection stays where it leads until it is opened anew. A server that loads its data is waited for,
            // unless there may be another one by now.
            String code = String.valueOf(code(error));
            return WRONG_SERVER.contains(code) || (code.equals("LOADING") && topology.isResolved());
        }
        // A lost socket is lettuce's to mend. Anything else (no answer in time, an answer or a question that could not
        // be read or written, a java.lang.Error on the way) may have shifted answers against questions.
        return !(error instanceof RedisException) || error.getCause() != null || !saysDisconnected(error);
    }

    /** Whether keys may live on another server by now than this side believes. */
    static boolean makesDoubtTheTopology(StoreException error) {
        return switch (error.kind()) {
            case UNREACHABLE, UNKNOWN_EFFECT -> true;
            case NOT_READY -> error.getCause() != null && DOUBTFUL.contains(String.valueOf(code(error.getCause())));
            case FULL, REFUSED, UNFIT, CLOSED, MISMATCH -> false;
        };
    }

    static Throwable unwrap(Throwable thrown) {
        Throwable error = thrown;
        while ((error instanceof CompletionException || error instanceof ExecutionException)
                && error.getCause() != null) {
            error = error.getCause();
        }
        return error;
    }

    /** {@code thrown} as what a stage may throw on. */
    static RuntimeException rethrown(Throwable thrown) {
        return thrown instanceof RuntimeException runtime ? runtime : new CompletionException(thrown);
    }

    /** The same future, failing with the exception itself instead of a CompletionException around it. */
    static <T> CompletableFuture<T> bare(CompletableFuture<T> future) {
        CompletableFuture<T> bare = new CompletableFuture<>();
        future.whenComplete((value, error) -> {
            if (error == null) {
                bare.complete(value);
            } else {
                bare.completeExceptionally(unwrap(error));
            }
        });
        return bare;
    }

    private StoreException ofRefusal(RedisCommandExecutionException refusal, String what) {
        String said = Printable.line(String.valueOf(refusal.getMessage()), SHOWN);
        String code = lacksRightInScript(said) ? "NOPERM" : String.valueOf(code(refusal));
        Kind kind = KINDS.getOrDefault(code, Kind.REFUSED);
        if (ELSEWHERE.contains(code)) {
            kind = topology.isCluster() ? Kind.NOT_READY : Kind.UNFIT;
        }
        if (said.contains("max number of clients") || said.contains("killed by user")) {
            kind = Kind.NOT_READY;
        }
        return new StoreException(kind, advice(kind, code, what) + " (Redis said: " + said + ")", refusal);
    }

    /** Redis 7.0 has no code of its own for a command of a script that the user may not send. */
    private static boolean lacksRightInScript(String said) {
        return said.contains("The user executing the script can't") || said.contains("ACL failure in script");
    }

    private String advice(Kind kind, String code, String what) {
        String where = "Redis at " + address;
        return switch (kind) {
            case FULL ->
                where + " is full and refused to " + what
                        + ": raise its maxmemory or let workers empty it; nothing was changed";
            case NOT_READY -> where + " is not ready to " + what + ": try again in a while";
            case UNFIT ->
                code.equals("BATONFORMAT")
                        ? where + " refused to " + what
                                + ", for another release wrote it: use that release, or a later one"
                        : where + " is one node of a cluster: give its address as redis+cluster://host:port[,host…]";
            default -> where + " refused to " + what + ": " + mend(code);
        };
    }

    private static String mend(String code) {
        return switch (code) {
            case "WRONGPASS", "NOAUTH" -> "give the right user and password in the address";
            case "NOPERM" -> "its user lacks a right for that; baton acl prints what each role needs";
            case "WRONGTYPE" -> "a key of the queue was overwritten with another type; move that key away";
            default -> "look at its own words";
        };
    }

    private static boolean wasNotSent(Throwable error) {
        String message = error.getMessage();
        return error instanceof RedisConnectionException
                || (message != null
                        && (message.startsWith("Currently not connected")
                                || message.startsWith("Connection is closed")
                                || message.startsWith("Request queue size exceeded")));
    }

    private static boolean saysDisconnected(Throwable error) {
        String message = error.getMessage();
        return message != null
                && (message.startsWith("Currently not connected")
                        || message.startsWith("Connection disconnected")
                        || message.startsWith("Connection closed")
                        || message.startsWith("Connection is closed"));
    }

    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return Printable.line(message == null ? root.getClass().getSimpleName() : message, SHOWN);
    }
}
