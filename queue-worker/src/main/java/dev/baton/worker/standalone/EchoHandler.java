package dev.baton.worker.standalone;

import dev.baton.JobContext;
import dev.baton.RawHandler;
import dev.baton.WorkerBuilder;
import dev.baton.model.Outcome;

/** Does a job by answering its payload: for trying out. */
final class EchoHandler implements RawHandler, Handlers {
    @Override
    public Outcome<byte[]> handle(byte[] payload, JobContext context) {
        return Outcome.done(payload);
    }

    @Override
    public void register(WorkerBuilder worker) {
        worker.handleOthers(this);
    }

    @Override
    public void close() {
        // Nothing runs on its own.
    }

    @Override
    public String toString() {
        return "echo";
    }
}
