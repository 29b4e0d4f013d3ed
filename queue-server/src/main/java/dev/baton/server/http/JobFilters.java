package dev.baton.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.JobFilter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Which jobs are meant, as it is said in a query or in a body: the same words in both. */
final class JobFilters {
    private JobFilters() {}

    static JobFilter of(Ask ask) {
        return of(ask::query);
    }

    static JobFilter of(Map<String, String> words) {
        return of(word -> Optional.ofNullable(words.get(word)));
    }

    /** The words of a filter among the members of an object, each with its text. @throws ProblemException if one has none */
    static Map<String, String> words(JsonNode json) {
        Map<String, String> words = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            if (JobFilter.WORDS.contains(member.getKey())) {
                if (!member.getValue().isTextual()) {
                    throw ProblemException.malformed(
                            "The member " + member.getKey() + " is no text: send it between quotes");
                }
                words.put(member.getKey(), member.getValue().textValue());
            }
        }
        return words;
    }

    private static JobFilter of(Function<String, Optional<String>> words) {
        JobFilter filter = JobFilter.ANY;
        for (String word : JobFilter.WORDS) {
            Optional<String> value = words.apply(word);
            if (value.isPresent()) {
                filter = filter.with(word, value.get());
            }
        }
        return filter;
    }
}
