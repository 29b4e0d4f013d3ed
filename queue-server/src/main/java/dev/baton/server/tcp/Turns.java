package dev.baton.server.tcp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that are not answered yet, in their order. Those of one kind run together; one of another
 * kind waits until all before it are done, so that a client may send what builds on what it sent before. Used by one
 * thread.
 */
final class Turns {
    private final int most;
    private final Deque<Turn> line = new ArrayDeque<>();
    private Request.Kind running = Request.Kind.TALK;
    private int underWay;

    /** @param most how many may be unanswered */
    Turns(int most) {
        this.most = most;
    }

    /** One request on its way. */
    static final class Turn {
        private final Request.Kind kind;
        private final Errand errand;
        private @Nullable Answer answer;

        private Turn(Request.Kind kind, Errand errand) {
            this.kind = kind;
            this.errand = errand;
        }
    }

    /** Whether a request may start now. */
    boolean hasRoomFor(Request.Kind kind) {
        if (line.size() >= most) {
            return false;
        }
        return kind == Request.Kind.TALK || underWay == 0 || running == kind && underWay < kind.together();
    }

    Turn add(Request.Kind kind, Errand errand) {
        Turn turn = new Turn(kind, errand);
        line.add(turn);
        if (kind != Request.Kind.TALK) {
            running = kind;
            underWay++;
        }
        return turn;
    }

    void answered(Turn turn, Answer answer) {
        if (turn.kind != Request.Kind.TALK) {
            underWay--;
        }
        turn.answer = answer;
    }

    /** Takes the next answer, if the foremost request has one. */
    @Nullable
    Answer next() {
        Turn first = line.peek();
        if (first == null || first.answer == null) {
            return null;
        }
        line.remove();
        return first.answer;
    }

    boolean isEmpty() {
        return line.isEmpty();
    }

    void forEachErrand(Consumer<Errand> deed) {
        // A deed may end errands, and so take turns out of the line.
        for (Turn turn : line.toArray(Turn[]::new)) {
            deed.accept(turn.errand);
        }
    }
}
