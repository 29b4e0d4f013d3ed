package dev.baton.worker.standalone;

/** The main class of the standalone worker's JAR. {@code --help} says what it takes. */
public final class StandaloneWorker {
    private StandaloneWorker() {}

    /** Ends the JVM: with 0 after a stop that was asked for, 1 after a failure, 2 for wrong usage. */
    public static void main(String[] arguments) {
        var environment = System.getenv();
        var command = new WorkerCommand(
                environment,
                System.out,
                System.err,
                settings -> new StandaloneRun(settings, environment, System.out).run());
        int code = command.run(arguments);
        System.out.flush();
        System.err.flush();
        System.exit(code);
    }
}
