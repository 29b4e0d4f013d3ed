package dev.baton.worker.program;

import dev.baton.model.Printable;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Values of settings as people write them. Whatever is none, or out of range, throws a {@link UsageException} with one
 * sentence that names the setting, the value and what would be right.
 *
 * <p>{@code where} is how a person calls the setting: {@code --grace}, {@code BATON_GRACE}, {@code grace in worker.yml}.
 */
public final class OptionText {
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})\\s*(|b|kb|mb|gb)");

    private OptionText() {}

    /** A whole number from {@code least} to {@code most}. */
    public static int number(String where, String text, int least, int most) {
        String digits = text.strip();
        if (!NUMBER.matcher(digits).matches()) {
            throw new UsageException(named(where, text) + " is no number: use " + least + " to " + most);
        }
        BigInteger value = new BigInteger(digits);
        if (value.compareTo(BigInteger.valueOf(least)) < 0 || value.compareTo(BigInteger.valueOf(most)) > 0) {
            throw new UsageException(named(where, text) + " is out of range: use " + least + " to " + most);
        }
        return value.intValueExact();
    }

    /** A length of time as {@link DurationText} reads it, from {@code least} to {@code most}. */
    public static Duration duration(String where, String text, Duration least, Duration most) {
        Duration value;
        try {
            value = DurationText.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(named(where, text) + " " + e.getMessage(), e);
        }
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new UsageException(named(where, text) + " is out of range: use " + DurationText.format(least) + " to "
                    + DurationText.format(most));
        }
        return value;
    }

    /** Bytes: {@code 4096}, {@code 64KB}, {@code 10MB}, {@code 1GB}, each unit 1024 of the one before. */
    public static long bytes(String where, String text, long least, long most) {
        var matcher = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new UsageException(named(where, text) + " is no size: write 4096, 64KB, 10MB or 1GB");
        }
        int shift = switch (matcher.group(2)) {
            case "kb" -> 10;
            case "mb" -> 20;
            case "gb" -> 30;
            default -> 0;
        };
        BigInteger value = new BigInteger(matcher.group(1)).shiftLeft(shift);
        if (value.compareTo(BigInteger.valueOf(least)) < 0 || value.compareTo(BigInteger.valueOf(most)) > 0) {
            throw new UsageException(
                    named(where, text) + " is out of range: use " + sizeOf(least) + " to " + sizeOf(most));
        }
        return value.longValueExact();
    }

    public static Path path(String where, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException(named(where, text) + " is no path: " + e.getReason(), e);
        }
    }

    /** {@code --grace "soon"}: the start of a sentence that refuses it. */
    public static String named(String where, String text) {
        return where + " " + Printable.quote(text);
    }

    private static String sizeOf(long bytes) {
        String[] units = {"", "KB", "MB", "GB"};
        int unit = 0;
        long left = bytes;
        while (unit < units.length - 1 && left != 0 && left % 1024 == 0) {
            left /= 1024;
            unit++;
        }
        return left + units[unit];
    }
}
