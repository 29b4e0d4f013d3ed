package dev.baton.examples.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where a person follows the run: lines, and below them a bar that is drawn again and again on a terminal. Elsewhere the
 * bar is a line for each tenth. Thread-safe.
 */
final class Screen {
    private static final String START_OF_LINE = "\r";
    private static final String ERASE = "\u001b[K";
    private static final int USUAL_WIDTH = 80;
    private static final int WIDEST_BAR = 40;

    private final PrintStream out;
    private final int width;
    private @Nullable String bar;
    private int tenths;

    /** @param width of the terminal in columns; 0 if it is none */
    Screen(PrintStream out, int width) {
        this.out = out;
        this.width = width;
    }

    /** Width of the terminal that stdin and stdout are connected to, 0 if they are not. */
    static int terminalWidth() {
        return isTerminal() ? columns() : 0;
    }

    /** A name of at most nine letters, and what is to be said about it. */
    void line(String name, String value) {
        line(String.format("%-9s %s", name, value));
    }

    synchronized void line(String text) {
        erase();
        out.println(text);
        draw();
    }

    synchronized void progress(long ended, long all, double perSecond) {
        int percent = all == 0 ? 100 : (int) (100 * ended / all);
        String numbers = String.format(Locale.ROOT, "%3d %%  %,d of %,d  %s", percent, ended, all, rate(perSecond));
        if (width > 0) {
            erase();
            bar = fit(percent, numbers);
            draw();
        } else if (percent / 10 > tenths) {
            tenths = percent / 10;
            out.println(String.format("%-9s %s", "progress", numbers));
        }
    }

    /** Leaves the bar as it is and goes on below it. */
    synchronized void endProgress() {
        if (bar != null) {
            bar = null;
            out.println();
        }
    }

    /** A rate for people: with a decimal where it would be 0 without. */
    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 ? "%.1f jobs/s" : "%,.0f jobs/s", perSecond);
    }

    private String fit(int percent, String numbers) {
        // The last column stays free: some terminals go on to the next line once it is written.
        int room = Math.min(WIDEST_BAR, width - 1 - numbers.length() - 4);
        if (room < 5) {
            return numbers.substring(0, Math.min(numbers.length(), Math.max(0, width - 1)));
        }
        int full = room * percent / 100;
        return "[" + "#".repeat(full) + "-".repeat(room - full) + "] " + numbers;
    }

    private void erase() {
        if (bar != null) {
            out.print(START_OF_LINE + ERASE);
        }
    }

    private void draw() {
        if (bar != null) {
            out.print(bar);
            out.flush();
        }
    }

    /** From Java 22 on there is a console without a terminal too, and a method that tells. */
    private static boolean isTerminal() {
        var console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private static int columns() {
        String given = System.getenv("COLUMNS");
        if (given != null && given.matches("[1-9]\\d{0,3}")) {
            return Integer.parseInt(given);
        }
        try {
            var stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            boolean said = stty.waitFor(1, TimeUnit.SECONDS) && size.length == 2 && size[1].matches("[1-9]\\d{0,3}");
            return said ? Integer.parseInt(size[1]) : USUAL_WIDTH;
        } catch (IOException e) {
            return USUAL_WIDTH;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL_WIDTH;
        }
    }
}
