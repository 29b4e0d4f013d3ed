package dev.baton.peers.conductor;

/** A peer did not do what it was asked for; the message is one sentence. The others can go on. */
final class PeerFailure extends Exception {
    private static final long serialVersionUID = 1L;

    PeerFailure(String sentence) {
        super(sentence);
    }
}
