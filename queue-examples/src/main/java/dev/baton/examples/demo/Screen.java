package dev.baton.examples.demo;

import dev.baton.worker.program.ProgressBar;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Where a person follows the run: lines, and below them a bar that is drawn again and again on a terminal. Elsewhere the
 * bar is a line for each tenth. Thread-safe.
 */
final class Screen {
    private final PrintStream out;
    private final ProgressBar bar;
    private int tenths;

    /** @param width of the terminal in columns; 0 if it is none */
    Screen(PrintStream out, int width) {
        this.out = out;
        bar = new ProgressBar(out, width);
    }

    /** A name of at most nine letters, and what is to be said about it. */
    void line(String name, String value) {
        line(String.format("%-9s %s", name, value));
    }

    synchronized void line(String text) {
        bar.line(text);
    }

    synchronized void progress(long ended, long all, double perSecond) {
        int percent = all == 0 ? 100 : (int) (100 * ended / all);
        String numbers = String.format(Locale.ROOT, "%3d %%  %,d of %,d  %s", percent, ended, all, rate(perSecond));
        if (bar.isSeen()) {
            bar.show(percent, numbers);
        } else if (percent / 10 > tenths) {
            tenths = percent / 10;
            out.println(String.format("%-9s %s", "progress", numbers));
        }
    }

    /** Leaves the bar as it is and goes on below it. */
    synchronized void endProgress() {
        bar.end();
    }

    /** A rate for people: with a decimal where it would be 0 without. */
    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 ? "%.1f jobs/s" : "%,.0f jobs/s", perSecond);
    }
}
