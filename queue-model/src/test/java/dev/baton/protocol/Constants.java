package dev.baton.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Values of the constants of the model. Those not given are as in the protocol as built, with one job, two workers, no
 * fault and no extension. Immutable.
 */
final class Constants {
    private static final String AS_BUILT = """
            Jobs={j1} Workers={w1,w2} Once={} Remotes={} Batch=1 Delays=FALSE AdoptSlots=0 MaxInc=4 MaxUniq=9 MaxCrashes=3
            MaxFailures=1 BlkMax=2 Slots=2 ShowKnown=TRUE LostWatch=FALSE
            FCrash=0 FLoss=0 FPause=0 FRoll=0 FReqLoss=0 FLeave=0 FCancel=0 FReturn=0 FReplay=0 FPurge=0
            NonceCheck=TRUE MatchId=TRUE ClientNonce=TRUE Adopt=TRUE AdoptScript=TRUE OpenCheck=TRUE Remember=TRUE
            Recheck=TRUE NoRevival=TRUE ClaimLive=TRUE RegList=TRUE ClaimOnce=TRUE NoFenceResend=TRUE NamesKept=TRUE
            Janitor=TRUE LostKnown=TRUE CancelledStays=TRUE PurgeStale=TRUE OnceBuried=TRUE OnceKept=TRUE PromoteCheck=TRUE
            LeaseApart=TRUE LeaseCheck=TRUE ExtendCheck=TRUE
            """;

    private static final Pattern NAME_IN_A_SET = Pattern.compile("[jwk][0-9]");

    private final Map<String, String> values;

    private Constants(Map<String, String> values) {
        this.values = values;
    }

    /** @param given words such as {@code FLoss=1}, divided by blanks */
    static Constants of(String given) {
        Map<String, String> values = parse(AS_BUILT);
        parse(given).forEach((name, value) -> {
            if (values.replace(name, value) == null) {
                throw new IllegalArgumentException("The model has no constant " + name);
            }
        });
        return new Constants(values);
    }

    private static Map<String, String> parse(String words) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String word : words.trim().split("\\s+", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                values.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return values;
    }

    String value(String name) {
        return values.getOrDefault(name, "");
    }

    /** The constants as a configuration file of TLC has them. */
    String configuration() {
        TreeSet<String> names = new TreeSet<>();
        StringBuilder lines = new StringBuilder("CONSTANTS\n");
        values.forEach((name, value) -> {
            lines.append("  ").append(name).append(" = ").append(value).append('\n');
            Matcher found = NAME_IN_A_SET.matcher(value);
            while (found.find()) {
                names.add(found.group());
            }
        });
        return lines
                + names.stream().map(name -> "  " + name + " = " + name + "\n").collect(Collectors.joining());
    }
}
