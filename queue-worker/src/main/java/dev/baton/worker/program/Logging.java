package dev.baton.worker.program;

/** Tells logback where its configuration is, which it reads when the first logger is made: so this comes before. */
public final class Logging {
    /** Under a name of its own, so that the library's JAR configures nobody's logging. */
    private static final String CONFIGURATION = "dev/baton/worker/program/logback-program.xml";

    private Logging() {}

    public static void configure(boolean debug) {
        setUnlessGiven("logback.configurationFile", CONFIGURATION);
        setUnlessGiven("baton.log.level", debug ? "DEBUG" : "INFO");
        setUnlessGiven("baton.log.stack", debug ? "frames" : "none");
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
