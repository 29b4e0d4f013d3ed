package dev.baton.server.http;

import dev.baton.server.dashboard.DashboardFiles;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Serves the files of the dashboard, which hold no data and are open to everybody; whatever the page shows, it asks REST for,
 * with a key if there are keys. Files are no routes: the document of the interface is for programs. Behind the intake, so
 * that rates, times and safe headers hold here too. Thread-safe.
 */
final class DashboardHandler extends Handler.Wrapper {
    private static final String ALLOWED = "GET, HEAD";
    private static final String FOLDER = DashboardFiles.ROOT.substring(0, DashboardFiles.ROOT.length() - 1);

    private final DashboardFiles files;

    DashboardHandler(DashboardFiles files) {
        this.files = files;
    }

    /** Whether a path is the dashboard's; paths of routes never are. */
    boolean has(String path) {
        return isDoorstep(path) || files.at(path).isPresent();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        if (!has(path)) {
            return super.handle(request, response, callback);
        }
        String method = request.getMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            Reply reply = Problem.of(ProblemKind.METHOD_NOT_ALLOWED, "The dashboard is only read: use " + ALLOWED)
                    .header("Allow", ALLOWED)
                    .reply();
            reply.headers().forEach(response.getHeaders()::put);
            write(response, reply.status(), reply.mediaType(), reply.body(), callback);
        } else if (isDoorstep(path)) {
            response.getHeaders().put(HttpHeader.LOCATION, DashboardFiles.ROOT);
            write(response, 302, "text/plain", new byte[0], callback);
        } else {
            serve(files.at(path).orElseThrow(), request, response, callback);
        }
        return true;
    }

    private static boolean isDoorstep(String path) {
        return path.equals("/") || path.equals(FOLDER);
    }

    /** Kept by browsers, who ask each time whether it is still the same: after an upgrade no old file is shown. */
    private static void serve(DashboardFiles.File file, Request request, Response response, Callback callback) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CACHE_CONTROL, "no-cache");
        headers.put(HttpHeader.ETAG, file.tag());
        if (request.getHeaders().getCSV(HttpHeader.IF_NONE_MATCH, true).contains(file.tag())) {
            response.setStatus(304);
            response.write(true, ByteBuffer.allocate(0), callback);
            return;
        }
        write(response, 200, file.mediaType(), file.content(), callback);
    }

    private static void write(Response response, int status, String mediaType, byte[] body, Callback callback) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, mediaType);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
