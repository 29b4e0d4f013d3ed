package dev.baton.server.tcp;

/** What a client sent up to the end of a line. */
sealed interface Line {
    /** Readable: UTF-8 without control characters, tabs apart; without its end. */
    record Text(String text) implements Line {}

    /** Not readable, but the next line may be. @param why a part of a sentence, for the client */
    record Unreadable(String why) implements Line {}

    /** Whoever sent this does not speak our protocol, or there is no telling where its next line begins. */
    record Foreign(String why) implements Line {}
}
