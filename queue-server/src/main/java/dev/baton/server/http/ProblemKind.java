package dev.baton.server.http;

/** What can be wrong with a request, or with us: one a kind of answer. Programs tell problems by their type, not by words. */
enum ProblemKind {
    MALFORMED(400, "Malformed request"),
    UNAUTHENTICATED(401, "No valid key"),
    FORBIDDEN(403, "Not allowed"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    NOT_ACCEPTABLE(406, "Not acceptable"),
    TIMEOUT(408, "Request took too long"),
    OTHER_CONTENT(409, "The job id is taken by another job"),
    NOT_YOURS(409, "The claim does not stand"),
    WRONG_STATUS(409, "The job's status does not allow this"),
    FORGOTTEN(410, "The job's record is gone"),
    TOO_LARGE(413, "Too large"),
    URI_TOO_LONG(414, "Address too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    MISDIRECTED(421, "Unknown host"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    HEADERS_TOO_LARGE(431, "Headers too large"),
    INTERNAL(500, "Internal error"),
    NOT_IMPLEMENTED(501, "Not implemented"),
    STORE_FAILED(502, "Redis refuses"),
    UNAVAILABLE(503, "Not available now"),
    UNKNOWN_EFFECT(504, "No answer from Redis in time"),
    VERSION_NOT_SUPPORTED(505, "HTTP version not supported");

    private final int status;
    private final String title;

    ProblemKind(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** The stable name of this kind. */
    String type() {
        return "urn:baton:problem:" + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** The kind that fits a status of Jetty's or Javalin's. */
    static ProblemKind ofStatus(int status) {
        for (ProblemKind kind : values()) {
            if (kind.status == status) {
                return kind;
            }
        }
        return status < 500 ? MALFORMED : INTERNAL;
    }
}
