package dev.baton.server.http;

import dev.baton.model.Printable;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for every action that changes something, or was refused: logger {@code baton.audit}. Never a key, never a payload. */
final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger("baton.audit");
    private static final int LONGEST = 300;
    private static final String QUEUES = "/api/v1/queues/";

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

    /**
     * Those who send too much are not written down one by one: they would fill the disk.
     *
     * @param who empty if the key is none, or was not looked at
     * @param path of it only the queue is written down, for others have tokens in them
     */
    void refused(Optional<Route> route, String who, Client client, String path, Problem problem) {
        boolean tooMany = problem.kind() == ProblemKind.TOO_MANY_REQUESTS;
        if (LOG.isInfoEnabled() && route.isPresent() && route.get().changes() && !tooMany) {
            write(
                    who,
                    client,
                    route.get().deed(),
                    path.startsWith(QUEUES) ? path.substring(QUEUES.length()).split("/", 2)[0] : "",
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
