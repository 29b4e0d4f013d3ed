package dev.baton.worker.program;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What can be known of the terminal that this process runs at. */
public final class Terminals {
    private static final int USUAL_WIDTH = 80;

    private Terminals() {}

    /** Whether stdin and stdout are a terminal. From Java 22 on there is a console without one, and a method that tells. */
    public static boolean isThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Its columns; 0 if there is none. */
    public static int width() {
        return isThere() ? columns() : 0;
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
