package dev.baton.doctor;

import dev.baton.model.Printable;

/** What an error of Redis means, in one sentence: the thing, the value, and what to do next. Needs no Redis. */
final class Refusal {
    private static final String RIGHTS =
            "give the user the rights that ./baton acl doctor prints, and with --fix those to"
                    + " write to all keys baton:*";

    private Refusal() {}

    /**
     * @param redis where it is, such as {@code Redis at redis://localhost:6379}
     * @param error its words
     * @param detail what was found out about it: the key of a foreign type, or how much memory there is; may be empty
     */
    static String sentence(String redis, String error, String detail) {
        String meaning = switch (kind(error)) {
            case "WRONGTYPE" ->
                detail.isEmpty()
                        ? " met a key of another type than docs/redis-model.md gives it: examine again, which names"
                                + " the key"
                        : " cannot go on: " + detail + ", and then examine again";
            case "OOM" ->
                " is full" + (detail.isEmpty() ? "" : ", " + detail) + ", and takes no more writes: raise maxmemory"
                        + " with CONFIG SET, or let workers finish and purge jobs, and then say the same again";
            case "NOPERM", "NOAUTH" -> " refused to answer: " + RIGHTS;
            case "LOADING" -> " is loading its data: say the same again when it has";
            case "BUSY" -> " is busy with a script of somebody: wait for it, or end it with SCRIPT KILL";
            case "READONLY" -> " is a replica, which takes no writes: give the address of its primary";
            case "MASTERDOWN" -> " is a replica that has lost its primary: give the address of a primary";
            case "MISCONF" ->
                " cannot save to its disk, and takes no writes: look into its log, and then say the same again";
            case "NOREPLICAS" ->
                " has fewer replicas than min-replicas-to-write, and takes no writes: look where they are";
            case "MOVED" ->
                " is a node of a cluster, and another one owns the queue's slot: give redis+cluster://host:port, or"
                        + " examine again if that is what you gave";
            case "ASK", "TRYAGAIN" ->
                " is moving the queue's slot to another node: examine again when the slot has arrived";
            case "CLUSTERDOWN" ->
                " belongs to a cluster that does not serve all slots: look at CLUSTER INFO, and then examine again";
            default -> " answered with an error: look what it says, and then examine again";
        };
        return redis + meaning + " (Redis said: " + Printable.line(error, 300) + ")";
    }

    /** The first word, but for one that Redis gives two names: a right that is missing in a script. */
    private static String kind(String error) {
        if (error.contains("executing the script can't") || error.contains("can't access at least one of the keys")) {
            return "NOPERM";
        }
        int blank = error.indexOf(' ');
        return blank < 0 ? error : error.substring(0, blank);
    }
}
