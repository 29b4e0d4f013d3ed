package dev.baton.server.http;

import org.eclipse.jetty.http.HttpFields;

/** Headers of every answer, errors included: browsers take our JSON for nothing else, run nothing, and tell nobody. */
final class SafeHeaders {
    private SafeHeaders() {}

    static void put(HttpFields.Mutable headers) {
        headers.put(
                "Content-Security-Policy",
                "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Cache-Control", "no-store");
    }
}
