package dev.baton.server.tcp;

import dev.baton.model.Grammar;
import dev.baton.model.Printable;
import dev.baton.server.lending.LeaseToken;
import dev.baton.server.lending.Lending;
import dev.baton.worker.program.Suggestion;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads requests from lines of both dialects. Immutable. */
final class RequestReader {
    private static final List<String> COMMANDS = List.of(
            "ENQUEUE", "DEQUEUE", "ACK", "NACK", "CREATE", "LIST", "STATUS", "HELP", "AUTH", "EXIT", "QUIT", "NEXT");
    private static final Pattern SPACES = Pattern.compile("[ \t]+");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    private static final String OLDER_ENQUEUE = "TASK:";
    private static final int SHOWN = 40;

    private final String olderQueue;

    /** @param olderQueue the queue that the older dialect means */
    RequestReader(String olderQueue) {
        this.olderQueue = olderQueue;
    }

    Request read(String line) {
        String text = stripLeading(line);
        if (text.regionMatches(true, 0, OLDER_ENQUEUE, 0, OLDER_ENQUEUE.length())) {
            return enqueue(olderQueue, afterSpace(text, OLDER_ENQUEUE.length()), true);
        }
        int end = endOfWord(text, 0);
        String command = text.substring(0, end).toUpperCase(Locale.ROOT);
        List<String> words = words(text.substring(end));
        try {
            return switch (command) {
                case "ENQUEUE" -> newEnqueue(text, end);
                case "DEQUEUE" -> dequeue(words);
                case "ACK" -> end(words, true);
                case "NACK" -> end(words, false);
                case "CREATE" -> create(words);
                case "LIST" -> words.isEmpty() ? new Request.Queues() : usage("LIST");
                case "STATUS" -> status(words);
                case "NEXT" -> words.isEmpty() ? new Request.Next(olderQueue) : usage("NEXT");
                case "AUTH" -> words.size() == 1 ? new Request.Auth(words.get(0)) : usage("AUTH key");
                case "HELP" -> new Request.Help();
                case "EXIT", "QUIT" -> new Request.Bye();
                default -> unknown(text.substring(0, end), command);
            };
        } catch (IllegalArgumentException e) {
            return new Request.Wrong(String.valueOf(e.getMessage()));
        }
    }

    private static Request newEnqueue(String text, int from) {
        int start = skipSpaces(text, from);
        int end = endOfWord(text, start);
        if (start == end) {
            return usage("ENQUEUE queue words");
        }
        return enqueue(Grammar.requireQueueName(text.substring(start, end)), afterSpace(text, end), false);
    }

    private static Request enqueue(String queue, String words, boolean older) {
        if (words.isBlank()) {
            return usage(older ? "Task: words" : "ENQUEUE queue words");
        }
        return new Request.Enqueue(queue, words, older);
    }

    private static Request dequeue(List<String> words) {
        if (words.isEmpty() || words.size() > 2) {
            return usage("DEQUEUE queue [wait-seconds]");
        }
        Duration wait =
                words.size() == 1 ? Duration.ZERO : seconds("wait", words.get(1), Duration.ZERO, Lending.LONGEST_WAIT);
        return new Request.Dequeue(Grammar.requireQueueName(words.get(0)), wait);
    }

    private static Request end(List<String> words, boolean done) {
        if (words.size() != 1) {
            return usage((done ? "ACK" : "NACK") + " token");
        }
        try {
            return new Request.End(LeaseToken.parse(words.get(0)), done);
        } catch (IllegalArgumentException e) {
            return new Request.Wrong(
                    "not yours: \"" + Printable.line(words.get(0), SHOWN) + "\" is no token that DEQUEUE answered");
        }
    }

    private static Request create(List<String> words) {
        if (words.isEmpty() || words.size() > 2) {
            return usage("CREATE queue [time-out-seconds]");
        }
        return new Request.Create(
                Grammar.requireQueueName(words.get(0)),
                words.size() == 1
                        ? null
                        : seconds("time-out", words.get(1), Lending.SHORTEST_LEASE, Lending.LONGEST_LEASE));
    }

    private Request status(List<String> words) {
        return switch (words.size()) {
            case 0 -> new Request.Left(olderQueue);
            case 1 -> new Request.Status(Grammar.requireQueueName(words.get(0)));
            case 2 ->
                new Request.StatusOfJob(Grammar.requireQueueName(words.get(0)), Grammar.requireJobId(words.get(1)));
            default -> usage("STATUS [queue] [id]");
        };
    }

    private static Duration seconds(String what, String text, Duration least, Duration most) {
        if (SECONDS.matcher(text).matches()) {
            Duration length = Duration.ofSeconds(Integer.parseInt(text));
            if (length.compareTo(least) >= 0 && length.compareTo(most) <= 0) {
                return length;
            }
        }
        throw new IllegalArgumentException("the " + what + " \"" + Printable.line(text, SHOWN)
                + "\" is not allowed: use " + least.toSeconds() + " to " + most.toSeconds() + " whole seconds");
    }

    private static Request unknown(String typed, String command) {
        return new Request.Unknown("unknown command \"" + Printable.line(typed, SHOWN) + "\""
                + Suggestion.ending(command, COMMANDS, ": HELP tells what there is"));
    }

    private static Request usage(String form) {
        return new Request.Wrong("use it so: " + form);
    }

    private static List<String> words(String text) {
        String stripped = stripLeading(text).stripTrailing();
        return stripped.isEmpty() ? List.of() : List.of(SPACES.split(stripped));
    }

    /** What follows the one space, or tab, at {@code from}: words keep every other space of theirs. */
    private static String afterSpace(String text, int from) {
        return text.substring(Math.min(text.length(), from < text.length() && isSpace(text, from) ? from + 1 : from));
    }

    private static String stripLeading(String text) {
        return text.substring(skipSpaces(text, 0));
    }

    private static int skipSpaces(String text, int from) {
        int i = from;
        while (i < text.length() && isSpace(text, i)) {
            i++;
        }
        return i;
    }

    private static int endOfWord(String text, int from) {
        int i = from;
        while (i < text.length() && !isSpace(text, i)) {
            i++;
        }
        return i;
    }

    private static boolean isSpace(String text, int at) {
        return text.charAt(at) == ' ' || text.charAt(at) == '\t';
    }
}
