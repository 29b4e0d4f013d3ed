package dev.baton.chaos.scene;

/** This machine cannot inject the fault: the row is not run. The message says why. */
public final class NotPossible extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotPossible(String why) {
        super(why);
    }
}
