package dev.baton.doctor;

import dev.baton.model.Grammar;
import dev.baton.model.Printable;
import dev.baton.model.Retention;
import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Examines queues from outside: reads their keys, as docs/redis-model.md describes them, and says what is wrong.
 *
 * <p>An examination writes nothing, asks nothing that holds Redis up for more than some ten milliseconds, and may be made
 * while producers and workers are at work: of what moves meanwhile it says nothing false. Not thread-safe; close it.
 */
public final class Doctor implements AutoCloseable {
    private static final String LIST = "baton:queues";
    private static final int MOST_KNOWN = 1_000;

    private final Links links;
    private final Map<String, Set<String>> otherLists = new HashMap<>();
    private Retention retention = Retention.DEFAULT;
    private Consumer<String> progress = words -> {};

    private Doctor(Links links) {
        this.links = links;
    }

    /**
     * Connects.
     *
     * @param uri {@code redis://}, {@code rediss://}, {@code redis-sentinel://} or {@code redis+cluster://}
     * @throws IllegalArgumentException if it is no such address
     * @throws ExaminationException if no Redis answers there, or it refuses
     */
    public static Doctor connect(String uri) {
        return new Doctor(Links.open(Address.parse(uri)));
    }

    /** What the workers were told to keep of finished jobs; the defaults unless this is called. */
    public Doctor retention(Retention kept) {
        this.retention = kept;
        return this;
    }

    /** Who hears how far it is, often, on the calling thread; nobody unless this is called. */
    public Doctor progress(Consumer<String> listener) {
        this.progress = listener;
        return this;
    }

    /** Where it is connected to, without secrets. */
    public String address() {
        return links.address();
    }

    /**
     * Examines the server, all queues, and the keys that belong to none.
     *
     * @throws ExaminationException if Redis does not answer, or refuses
     */
    public Diagnosis examine() {
        Findings findings = new Findings();
        String server = examineServer(findings);
        Roll roll = new Roll();
        listedQueues(findings).forEach(roll::add);
        for (Link link : links.all()) {
            new Pages(link).keys("baton:*", keys -> {
                for (String key : keys) {
                    enter(key, roll, findings);
                }
            });
        }
        return examine(server, roll.queues(), roll::keysOf, findings);
    }

    /**
     * Examines the server and one queue.
     *
     * @throws IllegalArgumentException if it is no name of a queue
     * @throws UnknownQueueException if there is no such queue
     * @throws ExaminationException if Redis does not answer, or refuses
     */
    public Diagnosis examine(String queue) {
        Grammar.requireQueueName(queue);
        Findings findings = new Findings();
        String server = examineServer(findings);
        Link list = links.of(LIST);
        boolean listed = list.ask(redis -> redis.type(LIST)).equals("set")
                && list.ask(LIST, redis -> redis.sismember(LIST, queue));
        if (!listed && !hasKeys(queue)) {
            List<String> known =
                    listedQueues(new Findings()).stream().limit(MOST_KNOWN).toList();
            throw new UnknownQueueException(
                    "There is no queue " + Printable.quote(queue) + " in Redis at " + links.address(), known);
        }
        return examine(server, Set.of(queue), name -> Optional.empty(), findings);
    }

    /**
     * Mends what was found and is safe to mend, one atomic step a job, each after another look. To be examined again
     * afterwards.
     *
     * @return one answer for each job and kind of damage that is {@link Finding#mendable()}
     * @throws ExaminationException if Redis does not answer: what it was asked last may have been done or not, and what
     *     was done before is told only by {@link #mend(Diagnosis, Consumer)}
     */
    public List<Repair> mend(Diagnosis diagnosis) {
        List<Repair> repairs = new ArrayList<>();
        mend(diagnosis, repairs::add);
        return repairs;
    }

    /**
     * The same, telling each answer at once: so they are known even if Redis goes away before the last.
     *
     * @param told on the calling thread; what it throws ends the mending
     * @throws ExaminationException if Redis does not answer: what it was asked last may have been done or not
     */
    public void mend(Diagnosis diagnosis, Consumer<Repair> told) {
        Treatment treatment = new Treatment(links, otherLists, diagnosis.findings());
        Set<List<Object>> treated = new HashSet<>();
        for (Finding finding : diagnosis.findings()) {
            Script script = Treatment.scriptFor(finding.code());
            Object what = script == null ? finding.code() : script;
            if (finding.mendable() && treated.add(List.of(what, finding.queue(), finding.id()))) {
                told.accept(treatment.mend(finding));
            }
        }
    }

    @Override
    public void close() {
        links.close();
    }

    private Diagnosis examine(
            String server, Set<String> queues, Function<String, Optional<List<String>>> keysOf, Findings findings) {
        long jobs = 0;
        for (String queue : queues) {
            QueueExamination examination = new QueueExamination(linkOf(queue), queue, findings, retention, progress);
            jobs += examination.run(keysOf.apply(queue));
            otherLists.put(queue, examination.otherLists());
            examineListing(queue, findings);
        }
        return findings.diagnosis(server, queues.size(), jobs);
    }

    /** All keys of a queue have one hash tag, so that one server holds them. */
    private Link linkOf(String queue) {
        return links.of(QueueExamination.base(queue) + "meta");
    }

    private String examineServer(Findings findings) {
        Set<String> products = new TreeSet<>();
        for (Link link : links.all()) {
            examineServer(link, products, findings);
        }
        return products.isEmpty() ? "Redis" : String.join(", ", products);
    }

    private void examineServer(Link link, Set<String> products, Findings findings) {
        String which = links.isCluster() ? link.display() + ": " : "";
        String info;
        try {
            info = link.ask(redis -> redis.info());
        } catch (ExaminationException e) {
            if (e.getCause() instanceof RedisCommandExecutionException) {
                String right = "the right to INFO, for advice on the server";
                findings.add(new Finding(Code.NOT_READ, "", "", "", which + "INFO was refused", right, false));
                return;
            }
            throw e;
        }
        ServerVerdict verdict = new ServerVerdict(info);
        for (Finding said : verdict.advice(skew(link))) {
            findings.add(new Finding(said.code(), "", "", "", which + said.found(), said.right(), false));
        }
        products.add(verdict.server());
    }

    /** How much later it is here than there, as far as the time that the question took lets one say. */
    private static Duration skew(Link link) {
        Instant before = Instant.now();
        List<String> time = link.ask(redis -> redis.time());
        Instant after = Instant.now();
        Instant there = Instant.ofEpochSecond(Long.parseLong(time.get(0)), Long.parseLong(time.get(1)) * 1_000);
        if (there.isBefore(before)) {
            return Duration.between(there, before);
        }
        return there.isAfter(after) ? Duration.between(there, after) : Duration.ZERO;
    }

    private boolean hasKeys(String queue) {
        boolean[] found = {false};
        new Pages(linkOf(queue)).keys(QueueExamination.base(queue) + "*", keys -> found[0] |= !keys.isEmpty());
        return found[0];
    }

    private Set<String> listedQueues(Findings findings) {
        Set<String> queues = new TreeSet<>();
        Link link = links.of(LIST);
        String type = link.ask(redis -> redis.type(LIST));
        if (type.equals("set")) {
            new Pages(link)
                    .set(
                            LIST,
                            names -> names.forEach(name -> {
                                if (Grammar.isName(name)) {
                                    queues.add(name);
                                } else {
                                    String found = "\"" + Shown.text(name) + "\"";
                                    findings.add(new Finding(
                                            Code.MALFORMED_ENTRY, "", LIST, "", found, "names of queues", false));
                                }
                            }));
        } else if (!type.equals("none")) {
            findings.add(new Finding(Code.WRONG_TYPE, "", LIST, "", "a " + type, "a set", false));
        }
        return queues;
    }

    private static void enter(String key, Roll roll, Findings findings) {
        int close = key.indexOf("}:");
        String name = key.startsWith("baton:{") && close > 0 ? key.substring("baton:{".length(), close) : "";
        if (Grammar.isName(name)) {
            roll.add(name, key);
        } else if (!key.equals(LIST)) {
            findings.add(new Finding(
                    Code.LEAKED_KEY,
                    "",
                    Shown.text(key),
                    "",
                    "a key of no queue",
                    "baton:{queue}:… or baton:queues",
                    false));
        }
    }

    /** The first enqueue or join writes the format too; a pause alone makes no queue. */
    private void examineListing(String queue, Findings findings) {
        String meta = QueueExamination.base(queue) + "meta";
        Link link = linkOf(queue);
        Link list = links.of(LIST);
        boolean used = link.ask(redis -> redis.type(meta)).equals("hash")
                && link.ask(meta, redis -> redis.hexists(meta, "format"));
        boolean set = list.ask(redis -> redis.type(LIST)).matches("set|none");
        if (used && set && !list.ask(LIST, redis -> redis.sismember(LIST, queue))) {
            findings.add(new Finding(
                    Code.UNLISTED_QUEUE,
                    queue,
                    LIST,
                    "",
                    "the queue is used and is not listed",
                    "its name in the set",
                    true));
        }
    }
}
