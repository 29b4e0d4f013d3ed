package dev.baton.examples.picture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws what {@code script} has recorded of a terminal as an SVG of a terminal window. Needs no build:
 * {@code java TerminalPicture.java RECORDING TITLE PICTURE}.
 */
public final class TerminalPicture {
    private static final int COLUMNS = 104;
    private static final double CHARACTER_WIDTH = 8.4;
    private static final int LINE_HEIGHT = 20;
    private static final int MARGIN = 20;
    private static final int TITLE_HEIGHT = 36;
    private static final String PLAIN = "#d6deeb";

    /** Colours of lines by their first word; all others are plain. */
    private static final Map<String, String> COLOURS = Map.of(
            "$",
            "#82aaff",
            "killed",
            "#ff6b6b",
            "reclaimed",
            "#ffcb6b",
            "lost",
            "#7fdb8a",
            "Nothing",
            "#7fdb8a",
            "[",
            "#7fdb8a");

    private TerminalPicture() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            System.err.println("three arguments are needed: RECORDING TITLE PICTURE");
            System.exit(2);
        }
        var lines = new ArrayList<String>();
        lines.add("$ " + arguments[1]);
        lines.addAll(screen(Files.readString(Path.of(arguments[0]))));
        Files.writeString(Path.of(arguments[2]), draw(arguments[1], wrap(lines)));
    }

    /** The lines that a terminal shows in the end: returns and erasures are carried out, the recorder's own words left out. */
    static List<String> screen(String recorded) {
        var lines = new ArrayList<String>();
        for (String written : recorded.split("\n", -1)) {
            if (written.startsWith("Script started") || written.startsWith("Script done")) {
                continue;
            }
            var line = new StringBuilder();
            int column = 0;
            for (int i = 0; i < written.length(); i++) {
                char c = written.charAt(i);
                if (c == '\r') {
                    column = 0;
                } else if (written.startsWith("\u001b[K", i)) {
                    line.setLength(column);
                    i += 2;
                } else if (c >= ' ') {
                    line.setLength(Math.max(line.length(), column + 1));
                    line.setCharAt(column++, c);
                }
            }
            lines.add(line.toString().stripTrailing());
        }
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        return lines;
    }

    /** At blanks, with the rest below the text of the line. */
    private static List<String> wrap(List<String> lines) {
        var wrapped = new ArrayList<String>();
        for (String line : lines) {
            String rest = line;
            while (rest.length() > COLUMNS) {
                int blank = rest.lastIndexOf(' ', COLUMNS);
                int cut = blank > 12 ? blank : COLUMNS;
                wrapped.add(rest.substring(0, cut));
                rest = " ".repeat(10) + rest.substring(cut).strip();
            }
            wrapped.add(rest);
        }
        return wrapped;
    }

    private static String draw(String title, List<String> lines) {
        long width = Math.round(COLUMNS * CHARACTER_WIDTH) + 2L * MARGIN;
        int height = TITLE_HEIGHT + lines.size() * LINE_HEIGHT + MARGIN + MARGIN / 2;
        var out = new StringBuilder();
        out.append("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" aria-label="%3$s">
                <rect x="0.5" y="0.5" width="%4$d" height="%5$d" rx="10" fill="#0f1726" stroke="#3a4a63"/>
                <circle cx="22" cy="19" r="6" fill="#ff5f57"/><circle cx="42" cy="19" r="6" fill="#febc2e"/><circle cx="62" cy="19" r="6" fill="#28c840"/>
                <g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
                <text x="%6$d" y="24" text-anchor="middle" fill="#8194b2" font-size="13">%3$s</text>
                """.formatted(width, height, escaped(title), width - 1, height - 1, width / 2));
        int y = TITLE_HEIGHT + LINE_HEIGHT;
        for (String line : lines) {
            if (!line.isBlank()) {
                out.append(text(line, y));
            }
            y += LINE_HEIGHT;
        }
        return out.append("</g>\n</svg>\n").toString();
    }

    private static String text(String line, int y) {
        int indent = line.length() - line.stripLeading().length();
        String shown = line.stripLeading();
        String first = shown.startsWith("[") ? "[" : shown.split(" ", 2)[0];
        String colour = COLOURS.getOrDefault(first, PLAIN);
        // The length is told, so that columns stand below one another in whatever font there is.
        return String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\" fill=\"%s\" textLength=\"%.1f\">%s</text>%n",
                MARGIN + indent * CHARACTER_WIDTH,
                y,
                colour,
                shown.length() * CHARACTER_WIDTH,
                escaped(shown));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                // Blanks that are not to be folded, whatever a viewer makes of xml:space.
                .replace(' ', '\u00a0');
    }
}
