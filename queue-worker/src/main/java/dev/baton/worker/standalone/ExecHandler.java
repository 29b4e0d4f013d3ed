package dev.baton.worker.standalone;

import dev.baton.JobContext;
import dev.baton.RawHandler;
import dev.baton.WorkerBuilder;
import dev.baton.model.Grammar;
import dev.baton.model.Limits;
import dev.baton.model.Outcome;
import dev.baton.model.Printable;
import dev.baton.worker.program.Failures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** Does a job by running a command: see docs/worker.md for what it is given and what its exit code means. */
final class ExecHandler implements RawHandler, Handlers {
    /** EX_DATAERR of sysexits.h: no further attempt would help. */
    private static final int DATA_ERROR = 65;

    /** For a command that we killed ourselves because the worker is leaving: handed back, not counted. */
    private static final Outcome<byte[]> NOT_ITS_FAULT = Outcome.snooze(Duration.ZERO);

    private final ExecCommand command;
    private final Map<String, String> environment;
    private final @Nullable Path setsid;
    private final ExecutorService pumps;
    private final Set<ChildProcess> running = ConcurrentHashMap.newKeySet();
    /** Read by those who start a command, written by the one who closes: so no command is started behind its back. */
    private final ReadWriteLock starting = new ReentrantReadWriteLock();

    private volatile boolean closed;

    /** @param environment the worker's own; its settings are not handed on, for one of them may hold a password */
    ExecHandler(ExecCommand command, Map<String, String> environment) {
        this.command = command;
        this.environment = new HashMap<>(environment);
        this.environment.keySet().removeIf(name -> name.startsWith("BATON_"));
        this.setsid = ProcessGroup.findSetsid(environment.get("PATH"));
        this.pumps = Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "baton-exec-pump");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public Outcome<byte[]> handle(byte[] payload, JobContext context) throws Exception {
        String type = context.type();
        // Nothing else can be enqueued, but records can be written by anybody who reaches Redis.
        if (!Grammar.isName(type)) {
            return Outcome.dead("The job type " + Printable.quote(type) + " is no name: it was handed to no command");
        }
        if (type.startsWith("-") && command.hasTypeAtWordStart()) {
            return Outcome.dead("The job type " + Printable.quote(type)
                    + " would be taken for an option of the command " + command);
        }
        var child = start(payload, context);
        if (child == null) {
            return NOT_ITS_FAULT;
        }
        try (child) {
            try {
                int code = child.awaitExit();
                return closed ? NOT_ITS_FAULT : outcome(code, child);
            } catch (InterruptedException e) {
                // Time-out, cancellation, lost claim or shutdown: the runtime knows which, and what becomes of the job.
                child.end();
                throw e;
            } finally {
                running.remove(child);
            }
        }
    }

    @Override
    public void register(WorkerBuilder worker) {
        worker.handleOthers(this);
    }

    /** Kills what still runs, and starts nothing any more. Waits for no end. */
    @Override
    public void close() {
        starting.writeLock().lock();
        try {
            closed = true;
        } finally {
            starting.writeLock().unlock();
        }
        ChildProcess.killAll(running);
        pumps.shutdown();
    }

    @Override
    public String toString() {
        return "exec " + command;
    }

    private @Nullable ChildProcess start(byte[] payload, JobContext context) throws CommandFailed {
        starting.readLock().lock();
        try {
            if (closed) {
                return null;
            }
            var child = ChildProcess.start(command.wordsFor(context.type()), factsOf(context), payload, setsid, pumps);
            running.add(child);
            return child;
        } catch (IOException e) {
            throw new CommandFailed("The command " + command + " could not be started: " + Failures.reason(e));
        } finally {
            starting.readLock().unlock();
        }
    }

    private Map<String, String> factsOf(JobContext context) {
        var facts = new HashMap<>(environment);
        facts.put("BATON_JOB_ID", context.jobId());
        facts.put("BATON_QUEUE", context.queue());
        facts.put("BATON_TYPE", context.type());
        facts.put("BATON_ATTEMPT", Integer.toString(context.attempt()));
        facts.put("BATON_FENCE", Long.toString(context.fence()));
        facts.put("BATON_TAGS", String.join(",", context.tags()));
        facts.put("BATON_ENQUEUED_AT", context.enqueuedAt().toString());
        return facts;
    }

    private static Outcome<byte[]> outcome(int code, ChildProcess child) throws CommandFailed {
        if (code == 0) {
            byte[] line = child.lastLine();
            // One that is too long goes on all the same: the runtime drops it, and the job says so.
            boolean tellsSomething = line.length > Limits.RESULT_BYTES || JsonText.isJson(line);
            return Outcome.done(tellsSomething ? line : null);
        }
        String errors = child.errors().strip();
        String said = errors.isEmpty() ? "it wrote nothing to stderr" : errors;
        if (code == DATA_ERROR) {
            return Outcome.dead("exit code " + code + ": " + said);
        }
        String ending = code > 128 && code <= 128 + 64 ? "ended by signal " + (code - 128) : "exit code " + code;
        throw new CommandFailed(ending + ": " + said);
    }

    /** An attempt that failed; where in this class that was noticed is of no interest to anybody. */
    static final class CommandFailed extends Exception {
        private static final long serialVersionUID = 1L;

        CommandFailed(String message) {
            super(message, null, false, false);
        }
    }
}
