package dev.baton.server.load;

/** The clients of one run, which all go one way. Each enqueues a job, and begins the next when a job is completed. */
interface Crowd extends AutoCloseable {
    /** Lets all clients come. Each of them says to its run that it has arrived, or that it could not come. */
    void gather() throws InterruptedException;

    @Override
    void close();
}
