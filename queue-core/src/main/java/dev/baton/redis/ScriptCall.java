package dev.baton.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** One question to a script, ready to be sent, and sent again with the same bytes. */
final class ScriptCall {
    private final LuaScript script;
    private final String what;
    private final int slot;
    private final byte[][] keys;
    private final byte[][] arguments;

    private ScriptCall(LuaScript script, String what, int slot, byte[][] keys, byte[][] arguments) {
        this.script = script;
        this.what = what;
        this.slot = slot;
        this.keys = keys;
        this.arguments = arguments;
    }

    LuaScript script() {
        return script;
    }

    /** For messages: the deed and its queue. */
    String what() {
        return what;
    }

    /** Where the queue lives, in a cluster. */
    int slot() {
        return slot;
    }

    byte[][] keys() {
        return keys;
    }

    byte[][] arguments() {
        return arguments;
    }

    /** Gathers keys and arguments in the order of the script's header. */
    static final class Draft {
        private final LuaScript script;
        private final String what;
        private final int slot;
        private final byte[][] keys;
        private final List<byte[]> arguments = new ArrayList<>();

        /** The first argument of every script is the clock. */
        Draft(LuaScript script, Keys queue, byte[] clock, byte[]... keys) {
            this.script = script;
            this.what = script.name().replace('_', ' ') + " in queue \"" + queue.queue() + "\"";
            this.slot = queue.slot();
            this.keys = keys;
            this.arguments.add(clock);
        }

        Draft with(byte[] argument) {
            arguments.add(argument);
            return this;
        }

        Draft with(String argument) {
            return with(argument.getBytes(UTF_8));
        }

        Draft with(long argument) {
            return with(Long.toString(argument));
        }

        Draft withAll(List<String> more) {
            more.forEach(this::with);
            return this;
        }

        ScriptCall ready() {
            return new ScriptCall(script, what, slot, keys, arguments.toArray(byte[][]::new));
        }
    }
}
