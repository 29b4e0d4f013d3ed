package dev.baton.server.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the dashboard, all of them in memory. Only names that stand in the list are served, so no path leads anywhere
 * else. Immutable.
 */
public final class DashboardFiles {
    /** Where the dashboard is. */
    public static final String ROOT = "/ui/";

    /** Every file there is; a test compares it with the folder. */
    static final List<String> NAMES = List.of(
            "index.html",
            "style.css",
            "icon.svg",
            "main.js",
            "actions.js",
            "announce.js",
            "api.js",
            "chart.js",
            "command.js",
            "dialog.js",
            "dom.js",
            "events.js",
            "filter.js",
            "format.js",
            "refresh.js",
            "router.js",
            "table.js",
            "theme.js",
            "pages/dead.js",
            "pages/job.js",
            "pages/jobs.js",
            "pages/operations.js",
            "pages/overview.js",
            "pages/parts.js",
            "pages/queue.js",
            "pages/queues.js",
            "pages/workers.js",
            "vendor/uPlot.iife.min.js",
            "vendor/uPlot.min.css",
            "vendor/uPlot.LICENSE.txt");

    private static final String INDEX = "index.html";
    private static final int TAG_DIGITS = 32;
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "svg", "image/svg+xml",
            "txt", "text/plain;charset=utf-8");

    private final Map<String, File> files;

    /**
     * One file.
     *
     * @param tag names its content, with the quotes of an {@code ETag}
     */
    public record File(String mediaType, byte[] content, String tag) {}

    private DashboardFiles(Map<String, File> files) {
        this.files = files;
    }

    /** Reads all of them from the class path. */
    public static DashboardFiles load() {
        Map<String, File> files = new LinkedHashMap<>();
        for (String name : NAMES) {
            byte[] content = read(name);
            String ending = name.substring(name.lastIndexOf('.') + 1);
            File file = new File(MEDIA_TYPES.getOrDefault(ending, "application/octet-stream"), content, tag(content));
            files.put(ROOT + (name.equals(INDEX) ? "" : name), file);
        }
        return new DashboardFiles(files);
    }

    /** The file at a path such as {@code /ui/main.js}; empty if there is none. */
    public Optional<File> at(String path) {
        return Optional.ofNullable(files.get(path));
    }

    private static byte[] read(String name) {
        try (InputStream in = DashboardFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The dashboard's file " + name + " is missing in this build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(hash).substring(0, TAG_DIGITS) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
