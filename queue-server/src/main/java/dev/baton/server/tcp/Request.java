package dev.baton.server.tcp;

import dev.baton.server.access.Role;
import dev.baton.server.lending.LeaseToken;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a client asks for. */
sealed interface Request {
    /** Requests of one kind may be under way together; another kind waits until they are answered. */
    enum Kind {
        /** What many enqueue at once goes to Redis together. */
        ENQUEUE(Integer.MAX_VALUE),
        /** Few, for each may bring a mebibyte. */
        CLAIM(16),
        END(Integer.MAX_VALUE),
        LOOK(4),
        /** Answered at once, by the door alone. */
        TALK(Integer.MAX_VALUE);

        private final int together;

        Kind(int together) {
            this.together = together;
        }

        /** How many of one connection may be under way, if its settings allow more. */
        int together() {
            return together;
        }
    }

    Kind kind();

    /** Which role it takes; empty for what everybody may. */
    Optional<Role> needs();

    /** {@code ENQUEUE queue words}, and in the older dialect {@code Task: words}. @param older which answer is expected */
    record Enqueue(String queue, String words, boolean older) implements Request {
        @Override
        public Kind kind() {
            return Kind.ENQUEUE;
        }

        @Override
        public Optional<Role> needs() {
            return Optional.of(Role.PRODUCER);
        }
    }

    /** {@code DEQUEUE queue [wait-seconds]}. */
    record Dequeue(String queue, Duration patience) implements Request {
        @Override
        public Kind kind() {
            return Kind.CLAIM;
        }

        @Override
        public Optional<Role> needs() {
            return Optional.of(Role.CONSUMER);
        }
    }

    /** {@code NEXT}, of the older dialect: claims and completes at once. */
    record Next(String queue) implements Request {
        @Override
        public Kind kind() {
            return Kind.CLAIM;
        }

        @Override
        public Optional<Role> needs() {
            return Optional.of(Role.CONSUMER);
        }
    }

    /** {@code ACK token} and {@code NACK token}. @param done whether the job is done, or else goes back */
    record End(LeaseToken token, boolean done) implements Request {
        @Override
        public Kind kind() {
            return Kind.END;
        }

        @Override
        public Optional<Role> needs() {
            return Optional.of(Role.CONSUMER);
        }
    }

    /** {@code CREATE queue [seconds]}. */
    record Create(String queue, @Nullable Duration lease) implements Request {
        @Override
        public Kind kind() {
            return Kind.LOOK;
        }

        @Override
        public Optional<Role> needs() {
            return Optional.of(Role.PRODUCER);
        }
    }

    /** A look at queues and jobs. */
    sealed interface Look extends Request {
        @Override
        default Kind kind() {
            return Kind.LOOK;
        }

        @Override
        default Optional<Role> needs() {
            return Optional.of(Role.VIEWER);
        }
    }

    /** {@code LIST}. */
    record Queues() implements Look {}

    /** {@code STATUS} alone, of the older dialect: how many jobs are left. */
    record Left(String queue) implements Look {}

    /** {@code STATUS name}: of the queue, or of the job with this id in whatever queue. */
    record Status(String name) implements Look {}

    /** {@code STATUS queue id}. */
    record StatusOfJob(String queue, String id) implements Look {}

    /** What the door answers by itself. */
    sealed interface Talk extends Request {
        @Override
        default Kind kind() {
            return Kind.TALK;
        }

        @Override
        default Optional<Role> needs() {
            return Optional.empty();
        }
    }

    /** {@code AUTH key}. */
    record Auth(String key) implements Talk {
        /** Without the key. */
        @Override
        public String toString() {
            return "Auth[…]";
        }
    }

    /** {@code HELP}. */
    record Help() implements Talk {}

    /** {@code EXIT} and {@code QUIT}. */
    record Bye() implements Talk {}

    /** A known command, used wrongly. @param why for the client */
    record Wrong(String why) implements Talk {}

    /** No command. @param why for the client */
    record Unknown(String why) implements Talk {}

    /** Whatever ends the conversation, for there is no telling how it would go on. @param why for the client */
    record Foreign(String why) implements Talk {}
}
