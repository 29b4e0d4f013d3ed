package dev.baton.server.http;

import dev.baton.model.Printable;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for every action that changes something, or was refused: logger {@code baton.audit}. Never a key, never a payload. */
final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger("baton.audit");
    private static final int LONGEST = 300;

    void done(Ask ask, int status) {
        if (ask.route().changes() && LOG.isInfoEnabled()) {
            write(
                    ask.caller().name(),
                    ask.client(),
                    ask.route().deed(),
                    ask.path("queue"),
                    ask.subject(),
                    Integer.toString(status));
        }
    }

    /** Those who send too much are not written down one by one: they would fill the disk. */
    void refused(Optional<Route> route, Client client, Problem problem) {
        boolean tooMany = problem.kind() == ProblemKind.TOO_MANY_REQUESTS;
        if (LOG.isInfoEnabled() && route.isPresent() && route.get().changes() && !tooMany) {
            write(
                    "-",
                    client,
                    route.get().deed(),
                    "",
                    "",
                    problem.kind().status() + " " + problem.kind().type());
        }
    }

    private static void write(String who, Client client, String deed, String queue, String about, String outcome) {
        LOG.info(
                "who={} from={} did={} queue={} about={} outcome={}",
                word(who),
                word(client.address()),
                deed,
                word(queue),
                word(about),
                outcome);
    }

    private static String word(String text) {
        return text.isEmpty() ? "-" : Printable.line(text, LONGEST).replace(' ', '_');
    }
}
