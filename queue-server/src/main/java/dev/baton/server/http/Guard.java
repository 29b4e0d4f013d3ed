package dev.baton.server.http;

import dev.baton.model.Printable;
import dev.baton.server.access.Access;
import dev.baton.server.access.Caller;
import dev.baton.server.access.RateLimit;
import dev.baton.server.access.Role;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Decides who comes in and for what, before any byte of a body is read. A browser on this machine is no friend: pages of
 * strangers make it send requests here, so names of hosts and origins are looked at as well. Thread-safe.
 */
final class Guard {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|.*\\.localhost|127(\\.[0-9]{1,3}){3}|\\[?::1]?|\\[?0:0:0:0:0:0:0:1]?");

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final String KEY_PROTOCOL = "baton.key.";

    private final Access access;
    private final HttpSettings settings;
    private final RateLimit perCaller;
    private final RateLimit perAddress;

    Guard(Access access, HttpSettings settings) {
        this.access = access;
        this.settings = settings;
        perCaller = RateLimit.perSecond(settings.limits().perCaller());
        perAddress = RateLimit.perSecond(settings.limits().perAddress());
    }

    /** @throws ProblemException if this address sends too much */
    void slow(String address) {
        require(perAddress, RateLimit.addressKey(address), "this address");
    }

    /**
     * Notes who asks as {@link Intake#CALLER}, also if the request is refused after that.
     *
     * @throws ProblemException if the request must not be carried out
     */
    void admit(Route route, Request request) {
        HttpFields headers = request.getHeaders();
        // Probes come by any name; what is open to everybody tells nothing.
        if (!route.roles().isEmpty()) {
            requireKnownHost(request);
        }
        // A page of another site cannot read what it makes a browser fetch; but it could read a WebSocket.
        if (route.changes() || route.goesOn()) {
            requireOwnOrigin(headers);
        }
        Caller caller = caller(route, headers);
        request.setAttribute(Intake.CALLER, caller);
        if (!route.roles().isEmpty()) {
            require(perCaller, caller.name(), "this key");
            if (route.roles().stream().noneMatch(caller::may)) {
                throw Problem.of(
                                ProblemKind.FORBIDDEN,
                                "The key " + Printable.quote(caller.name()) + " may not do this: use one with the role "
                                        + words(route))
                        .thrown();
            }
        }
        requireMediaType(route, request);
        requireAcceptable(route, headers);
    }

    private static String words(Route route) {
        return route.roles().stream().map(Role::word).sorted().collect(Collectors.joining(" or "));
    }

    /** Keys protect from foreign names by themselves: a browser does not know any. */
    private void requireKnownHost(Request request) {
        if (access.anonymous().isEmpty() && settings.hosts().isEmpty()) {
            return;
        }
        String host = Request.getServerName(request).toLowerCase(Locale.ROOT);
        if (!LOOPBACK.matcher(host).matches()
                && !host.equals(settings.host().toLowerCase(Locale.ROOT))
                && settings.hosts().stream().noneMatch(host::equalsIgnoreCase)) {
            throw Problem.of(
                            ProblemKind.MISDIRECTED,
                            "The host " + Printable.quote(host)
                                    + " is not known here: use localhost, or let the gateway" + " know this name")
                    .thrown();
        }
    }

    private void requireOwnOrigin(HttpFields headers) {
        String site = headers.get("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw foreign("A page of another site (" + Printable.line(site, 20) + ")");
        }
        String origin = headers.get("Origin");
        if (origin != null && !isOwn(origin, headers.get("Host"))) {
            throw foreign("A page of " + Printable.quote(origin));
        }
    }

    private static ProblemException foreign(String who) {
        return Problem.of(ProblemKind.FORBIDDEN, who + " may not do this here: use a program, or a page of this host")
                .thrown();
    }

    /** With TLS, a page without is a stranger's, though it has our name: anybody on the way can have written it. */
    private boolean isOwn(String origin, @Nullable String host) {
        try {
            URI page = URI.create(origin);
            String authority = page.getRawAuthority();
            boolean safe = settings.tls().isEmpty() || "https".equalsIgnoreCase(page.getScheme());
            return safe && authority != null && host != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Caller caller(Route route, HttpFields headers) {
        Optional<String> key = key(headers);
        if (route.roles().isEmpty()) {
            return Caller.LOCAL;
        }
        if (key.isEmpty()) {
            return access.anonymous()
                    .orElseThrow(() -> unauthenticated("A key is needed: send it as \"Authorization: Bearer KEY\""));
        }
        return access.caller(key.get())
                .orElseThrow(() -> unauthenticated("The key is not known here: send one of the gateway's key file"));
    }

    private static ProblemException unauthenticated(String detail) {
        return Problem.of(ProblemKind.UNAUTHENTICATED, detail)
                .header("WWW-Authenticate", "Bearer realm=\"baton\"")
                .thrown();
    }

    private static Optional<String> key(HttpFields headers) {
        String authorization = headers.get("Authorization");
        if (authorization != null) {
            String[] words = authorization.trim().split(" +", 2);
            if (words.length == 2 && words[0].equalsIgnoreCase("Bearer")) {
                return Optional.of(words[1]);
            }
            throw unauthenticated("Only bearer keys are known here: send \"Authorization: Bearer KEY\"");
        }
        String key = headers.get("X-API-Key");
        return key != null ? Optional.of(key) : keyAmongProtocols(headers);
    }

    /** A browser's WebSocket cannot send a header of one's choice, but it can name protocols. */
    private static Optional<String> keyAmongProtocols(HttpFields headers) {
        return headers.getCSV("Sec-WebSocket-Protocol", false).stream()
                .filter(name -> name.startsWith(KEY_PROTOCOL))
                .map(name -> name.substring(KEY_PROTOCOL.length()))
                .findFirst();
    }

    private static void require(RateLimit limit, String who, String words) {
        long seconds = limit.take(who);
        if (seconds > 0) {
            throw Problem.of(
                            ProblemKind.TOO_MANY_REQUESTS,
                            "Too many requests come from " + words + ": send fewer, and again in " + seconds + " s")
                    .header("Retry-After", Long.toString(seconds))
                    .thrown();
        }
    }

    private static void requireMediaType(Route route, Request request) {
        HttpFields headers = request.getHeaders();
        boolean empty = request.getLength() == 0 || (request.getLength() < 0 && !headers.contains("Transfer-Encoding"));
        if (headers.contains("Content-Encoding")) {
            throw unsupported(
                    "The body is encoded as " + Printable.quote(headers.get("Content-Encoding")), "send it plain");
        }
        Route.Body body = route.body();
        if (body == null || (empty && !body.required())) {
            return;
        }
        String given = mediaType(headers.get("Content-Type"));
        if (!body.mediaTypes().contains(given)) {
            throw unsupported(
                    given.isEmpty()
                            ? "The body has no media type"
                            : "The media type " + Printable.quote(given) + " is not taken",
                    "send Content-Type: " + body.mediaTypes().get(0));
        }
    }

    private static ProblemException unsupported(String what, String right) {
        return Problem.of(ProblemKind.UNSUPPORTED_MEDIA_TYPE, what + ": " + right)
                .thrown();
    }

    /** In small letters, without parameters; empty for none. */
    static String mediaType(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    }

    private static void requireAcceptable(Route route, HttpFields headers) {
        List<String> ranges = headers.getCSV("Accept", false);
        if (ranges.isEmpty()) {
            return;
        }
        for (Route.Answer answer : route.answers()) {
            String type = mediaType(answer.mediaType());
            boolean hasNoBody = type.isEmpty() && answer.status() != SWITCHING_PROTOCOLS; // there is no type to refuse
            if (hasNoBody || ranges.stream().anyMatch(range -> !type.isEmpty() && covers(range, type))) {
                return;
            }
        }
        throw Problem.of(
                        ProblemKind.NOT_ACCEPTABLE,
                        "Only " + route.answers().get(0).mediaType() + " is answered here: accept that, or */*")
                .thrown();
    }

    private static boolean covers(String range, String type) {
        if (range.replace(" ", "").matches(".*;q=0(\\.0*)?")) {
            return false;
        }
        String plain = mediaType(range);
        return plain.equals("*/*")
                || plain.equals("*")
                || plain.equals(type)
                || plain.equals(type.substring(0, type.indexOf('/')) + "/*");
    }
}
