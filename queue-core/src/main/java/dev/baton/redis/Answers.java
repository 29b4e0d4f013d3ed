package dev.baton.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.model.JobStatus;
import dev.baton.model.Printable;
import dev.baton.store.StoreException;
import dev.baton.store.StoreException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads one answer of a script. Whatever does not fit is a {@link Kind#MISMATCH}: after an error inside the driver,
 * answers can be matched to the wrong questions, and only their content tells.
 */
final class Answers {
    private final List<?> elements;

    Answers(List<?> elements) {
        this.elements = elements;
    }

    int size() {
        return elements.size();
    }

    byte[] bytes(int at) {
        if (at < elements.size() && elements.get(at) instanceof byte[] bytes) {
            return bytes;
        }
        throw mismatch("no text at " + at + " of " + elements.size());
    }

    String text(int at) {
        return new String(bytes(at), UTF_8);
    }

    /** The word there, which is one of those that the script may answer. */
    String word(int at, String... words) {
        String word = text(at);
        if (!List.of(words).contains(word)) {
            throw mismatch("none of the words " + List.of(words));
        }
        return word;
    }

    long number(int at) {
        String text = text(at);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw mismatch("no number at " + at);
        }
    }

    int count(int at) {
        return Math.toIntExact(number(at));
    }

    /** Empty text stands for nothing. */
    OptionalLong numberIfAny(int at) {
        return bytes(at).length == 0 ? OptionalLong.empty() : OptionalLong.of(number(at));
    }

    Answers list(int at) {
        if (at < elements.size() && elements.get(at) instanceof List<?> list) {
            return new Answers(list);
        }
        throw mismatch("no list at " + at + " of " + elements.size());
    }

    /** {@code length} elements from {@code from} on. */
    Answers part(int from, int length) {
        return new Answers(elements.subList(from, from + length));
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            texts.add(text(i));
        }
        return texts;
    }

    /** @throws StoreException MISMATCH unless there are {@code groups} of {@code width} elements */
    void requireGroups(int groups, int width) {
        if (elements.size() != groups * width) {
            throw mismatch(elements.size() + " elements for " + groups + " questions of " + width);
        }
    }

    /** Every script echoes the ids that it answers for. */
    void requireId(int at, String asked) {
        String id = text(at);
        if (!id.equals(asked)) {
            throw mismatch("an answer for " + Printable.quote(id) + " to a question about " + Printable.quote(asked));
        }
    }

    /** Empty for empty text. @throws StoreException UNFIT for a word that this release does not know */
    Optional<JobStatus> status(int at) {
        String word = text(at);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(requireStatus(word));
    }

    static JobStatus requireStatus(String word) {
        return JobStatus.ofWord(word)
                .orElseThrow(() -> new StoreException(
                        Kind.UNFIT,
                        "A job has the status " + Printable.quote(word)
                                + ", which this release does not know: use the release that wrote it, or a later one"));
    }

    static StoreException mismatch(String found) {
        return new StoreException(
                Kind.MISMATCH,
                "The answer of Redis did not fit the question (" + found
                        + "); the connection was closed, and the effect may have happened");
    }
}
