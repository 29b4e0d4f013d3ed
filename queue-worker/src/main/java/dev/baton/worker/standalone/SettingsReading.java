package dev.baton.worker.standalone;

import dev.baton.WorkerBuilder.Threads;
import dev.baton.model.Limits;
import dev.baton.worker.program.DurationText;
import dev.baton.worker.program.OptionText;
import dev.baton.worker.program.UsageException;
import dev.baton.worker.standalone.GivenSettings.Given;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes {@link WorkerSettings} of what was given, or says in one sentence why not. */
final class SettingsReading {
    private final GivenSettings given;

    private SettingsReading(GivenSettings given) {
        this.given = given;
    }

    /** @throws UsageException for a value that is none, out of range, missing, or at odds with another */
    static WorkerSettings read(GivenSettings given) {
        return new SettingsReading(given).read();
    }

    private WorkerSettings read() {
        refuseDataOfAnothersRedis();
        Duration heartbeat =
                duration(Setting.HEARTBEAT, Duration.ofSeconds(3), Duration.ofMillis(100), Duration.ofHours(1));
        Duration expiry = duration(Setting.EXPIRY, Duration.ofSeconds(9), Duration.ofMillis(300), Duration.ofDays(1));
        if (expiry.compareTo(heartbeat.multipliedBy(3)) < 0) {
            throw new UsageException("The expiry " + DurationText.format(expiry) + " is too short for the heartbeat "
                    + DurationText.format(heartbeat) + ": use at least three heartbeats, --expiry "
                    + DurationText.format(heartbeat.multipliedBy(3)));
        }
        return new WorkerSettings(
                given.find(Setting.REDIS).map(Given::text),
                given.find(Setting.DATA).map(SettingsReading::path),
                queues(),
                work(),
                duration(Setting.HTTP_TIMEOUT, Duration.ofMinutes(5), Duration.ofMillis(1), Duration.ofDays(1)),
                given.find(Setting.TIMEOUT).map(time -> duration(time, Duration.ofMillis(1), Limits.LONGEST)),
                number(Setting.CONCURRENCY, 16, 1, 10_000),
                threads(),
                duration(Setting.GRACE, Duration.ofSeconds(10), Duration.ZERO, Duration.ofDays(1)),
                heartbeat,
                expiry,
                number(Setting.MAX_CRASHES, 3, 1, 100),
                given.find(Setting.REPORT).map(report -> duration(report, Duration.ofSeconds(1), Duration.ofHours(1))),
                flag(Setting.ALLOW_EVICTION),
                flag(Setting.DEBUG));
    }

    private void refuseDataOfAnothersRedis() {
        var redis = given.find(Setting.REDIS);
        var data = given.find(Setting.DATA);
        if (redis.isPresent() && data.isPresent()) {
            throw new UsageException("Both " + redis.get().where() + " and "
                    + data.get().where()
                    + " are given: a data directory is for the Redis that comes along, so leave one of them out");
        }
    }

    private List<QueueShare> queues() {
        var queue = given.find(Setting.QUEUE)
                .orElseThrow(() -> new UsageException(
                        "No queue is named: write --queue emails, or several as" + " --queue emails=3,reports"));
        try {
            return QueueShare.parseAll(queue.values());
        } catch (IllegalArgumentException e) {
            throw queue.refused(e);
        }
    }

    private Work work() {
        var ways = new ArrayList<Given>();
        List.of(Setting.HANDLERS, Setting.EXEC, Setting.HTTP)
                .forEach(way -> given.find(way).ifPresent(ways::add));
        if (flag(Setting.ECHO)) {
            given.find(Setting.ECHO).ifPresent(ways::add);
        }
        if (ways.isEmpty()) {
            throw new UsageException(
                    "Nothing says how to do the work: give one of --handlers DIR, --exec COMMAND, --http URL"
                            + " or --echo");
        }
        if (ways.size() > 1) {
            throw new UsageException("There are " + ways.size() + " ways to do the work, "
                    + String.join(" and ", ways.stream().map(Given::where).toList()) + ": give exactly one");
        }
        Given way = ways.get(0);
        if (flag(Setting.ECHO)) {
            return new Work.Echo();
        }
        try {
            if (given.find(Setting.EXEC).isPresent()) {
                return new Work.Exec(ExecCommand.parse(way.text()));
            }
            return given.find(Setting.HTTP).isPresent() ? new Work.Http(target(way)) : new Work.Jars(path(way));
        } catch (IllegalArgumentException e) {
            throw way.refused(e);
        }
    }

    private static HttpTarget target(Given given) {
        try {
            return HttpTarget.parse(given.text());
        } catch (IllegalArgumentException e) {
            // Not the value: it may hold a password.
            throw new UsageException("The URL of " + given.where() + " " + e.getMessage(), e);
        }
    }

    private Threads threads() {
        var threads = given.find(Setting.THREADS);
        if (threads.isEmpty()) {
            return Threads.AUTO;
        }
        return switch (threads.get().text().strip().toLowerCase(Locale.ROOT)) {
            case "auto" -> Threads.AUTO;
            case "virtual" -> Threads.VIRTUAL;
            case "pool" -> Threads.POOL;
            default ->
                throw new UsageException(threads.get().named() + " is no kind of thread: use auto, virtual or pool");
        };
    }

    private int number(Setting setting, int otherwise, int least, int most) {
        return given.find(setting)
                .map(number -> OptionText.number(number.where(), number.text(), least, most))
                .orElse(otherwise);
    }

    private Duration duration(Setting setting, Duration otherwise, Duration least, Duration most) {
        return given.find(setting)
                .map(duration -> duration(duration, least, most))
                .orElse(otherwise);
    }

    private static Duration duration(Given given, Duration least, Duration most) {
        return OptionText.duration(given.where(), given.text(), least, most);
    }

    private boolean flag(Setting setting) {
        Optional<Given> flag = given.find(setting);
        if (flag.isEmpty()) {
            return false;
        }
        return switch (flag.get().text().strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new UsageException(flag.get().named() + " is neither true nor false: use one of them");
        };
    }

    private static Path path(Given given) {
        return OptionText.path(given.where(), given.text());
    }
}
