package dev.baton.worker.program;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** A bar at the foot of a terminal, drawn again and again; on anything else it is never seen. Not thread-safe. */
public final class ProgressBar {
    private static final String START_OF_LINE = "\r";
    private static final String ERASE = "\u001b[K";
    private static final int WIDEST = 40;
    private static final int NARROWEST = 5;

    private final PrintStream out;
    private final int width;
    private @Nullable String shown;

    /** @param width of the terminal in columns; 0 if {@code out} is none */
    public ProgressBar(PrintStream out, int width) {
        this.out = out;
        this.width = width;
    }

    /** Whether there is a terminal to draw on. */
    public boolean isSeen() {
        return width > 0;
    }

    /**
     * @param percent how full, 0 to 100
     * @param figures what stands behind it
     */
    public void show(int percent, String figures) {
        if (isSeen()) {
            erase();
            shown = fit(Math.max(0, Math.min(100, percent)), figures);
            draw();
        }
    }

    /** A line above the bar. */
    public void line(String text) {
        erase();
        out.println(text);
        draw();
    }

    /** Leaves the bar as it is; what follows is below it. */
    public void end() {
        if (shown != null) {
            shown = null;
            out.println();
        }
    }

    private String fit(int percent, String figures) {
        // The last column stays free: some terminals go on to the next line once it is written.
        int room = Math.min(WIDEST, width - 1 - figures.length() - 4);
        if (room < NARROWEST) {
            return figures.substring(0, Math.min(figures.length(), Math.max(0, width - 1)));
        }
        int full = room * percent / 100;
        return "[" + "#".repeat(full) + "-".repeat(room - full) + "] " + figures;
    }

    private void erase() {
        if (shown != null) {
            out.print(START_OF_LINE + ERASE);
        }
    }

    private void draw() {
        if (shown != null) {
            out.print(shown);
            out.flush();
        }
    }
}
