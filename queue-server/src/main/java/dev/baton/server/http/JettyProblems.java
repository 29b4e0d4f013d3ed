package dev.baton.server.http;

import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What Jetty itself refuses, told as a problem: requests that are no HTTP, too long, or of another version. */
final class JettyProblems extends ErrorHandler {
    /** Jetty's reasons are short; anything with dots, as names of classes have, is left out. */
    private static final Pattern PLAIN_REASON = Pattern.compile("[A-Za-z0-9 ,'=/-]{1,80}");

    private static final int NOT_FOUND = 404;

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        HttpFields.Mutable headers = response.getHeaders();
        if (code == NOT_FOUND) {
            Intake.partUnlessRead(request, response);
        } else {
            // After what is no HTTP nobody knows where the next request begins, and Jetty closes without a word.
            headers.put(HttpHeader.CONNECTION, "close");
        }
        response.write(true, ByteBuffer.wrap(body(code, message, headers)), callback);
    }

    private static byte[] body(int status, @Nullable String reason, HttpFields.Mutable headers) {
        SafeHeaders.put(headers);
        Reply reply = problem(status, reason).reply();
        headers.put(HttpHeader.CONTENT_TYPE, reply.mediaType());
        headers.put(HttpHeader.CONTENT_LENGTH, reply.body().length);
        return reply.body();
    }

    private static Problem problem(int status, @Nullable String reason) {
        ProblemKind kind = ProblemKind.ofStatus(status);
        String detail = switch (kind) {
            case URI_TOO_LONG -> "The address is too long: shorten its path or its parameters";
            case HEADERS_TOO_LARGE -> "The headers are too large: send fewer or shorter ones";
            case TOO_LARGE -> "The body is too large: send less at once";
            case TIMEOUT -> "The request did not arrive in time: send it faster, or again";
            case VERSION_NOT_SUPPORTED -> "This version of HTTP is not spoken here: use HTTP/1.1";
            case NOT_FOUND -> "There is nothing here: /openapi.json lists what there is";
            case INTERNAL, NOT_IMPLEMENTED, UNAVAILABLE, STORE_FAILED, UNKNOWN_EFFECT ->
                "The gateway could not answer: send the request again";
            default -> "The request cannot be read" + because(reason) + ": send valid HTTP/1.1";
        };
        return Problem.of(kind, detail);
    }

    private static String because(@Nullable String reason) {
        return reason != null && PLAIN_REASON.matcher(reason).matches() ? " (" + reason + ")" : "";
    }
}
