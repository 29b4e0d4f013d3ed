package dev.baton.chaos.worker;

import dev.baton.WorkerBuilder;
import dev.baton.chaos.log.EventLog;
import dev.baton.worker.JobHandlers;

/** {@link TellingHandler} for the standalone worker, told of by its standard output. */
public final class TellingHandlers implements JobHandlers {
    @Override
    public void register(WorkerBuilder worker) {
        EventLog log = EventLog.ofThisProcess();
        worker.handle(Work.TYPE, new TellingHandler("standalone", log, Halt.nowhere(log)));
    }
}
