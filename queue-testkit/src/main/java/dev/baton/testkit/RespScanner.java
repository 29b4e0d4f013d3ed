package dev.baton.testkit;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Finds where RESP values end in a stream that arrives in pieces of any size: requests, replies, RESP2 and RESP3. It
 * keeps no content. What does not begin with a type of RESP counts as a line, as Redis's inline commands do.
 */
final class RespScanner {
    private static final int LONGEST_NUMBER = 20;

    /** Elements that the arrays we are in still lack, the innermost last. */
    private final Deque<Long> lacking = new ArrayDeque<>();

    private final StringBuilder line = new StringBuilder();
    private char type;
    private boolean inLine;
    private long bulkLeft;

    /** Whether the next byte begins a new top-level value. */
    boolean betweenValues() {
        return !inLine && bulkLeft == 0 && lacking.isEmpty();
    }

    /** Reads on from {@code from}; the index behind the end of the current value, or -1 if it is not in here. */
    int endOfValue(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            boolean elementEnds;
            if (bulkLeft > 0) {
                int taken = (int) Math.min(bulkLeft, to - at);
                at += taken;
                bulkLeft -= taken;
                elementEnds = bulkLeft == 0;
            } else {
                elementEnds = readOfLine((char) (bytes[at++] & 0xff));
            }
            if (elementEnds && valueEnds()) {
                return at;
            }
        }
        return -1;
    }

    /** True if the line ended and, with it, an element. */
    private boolean readOfLine(char next) {
        if (!inLine) {
            inLine = true;
            type = next;
            line.setLength(0);
            // An inline command of no words is just the end of its line.
            if (next != '\n') {
                return false;
            }
        }
        if (next != '\n') {
            if (line.length() <= LONGEST_NUMBER) {
                line.append(next);
            }
            return false;
        }
        inLine = false;
        return switch (type) {
            case '$', '=', '!' -> {
                long length = number();
                bulkLeft = length < 0 ? 0 : length + 2;
                yield length < 0;
            }
            case '*', '~', '>' -> !opens(number());
            case '%' -> !opens(2 * number());
            // Attributes stand before the value that they belong to and count with it.
            case '|' -> !opens(2 * number() + 1);
            default -> true;
        };
    }

    private boolean opens(long elements) {
        if (elements > 0) {
            lacking.addLast(elements);
        }
        return elements > 0;
    }

    /** Counts a finished element in the arrays around it; true if none of them lacks anything. */
    private boolean valueEnds() {
        while (!lacking.isEmpty()) {
            long left = lacking.removeLast() - 1;
            if (left > 0) {
                lacking.addLast(left);
                return false;
            }
        }
        return true;
    }

    private long number() {
        try {
            return Long.parseLong(line.toString().trim());
        } catch (NumberFormatException e) {
            // Neither side would send it; taken as an empty value, so that the bytes still pass.
            return -1;
        }
    }
}
