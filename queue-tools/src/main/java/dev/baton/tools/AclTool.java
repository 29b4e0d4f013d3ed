package dev.baton.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.redis.AccessRule;
import dev.baton.redis.Role;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code ./baton acl}: prints what a user of each role needs in Redis. */
final class AclTool implements Tool {
    @Override
    public String name() {
        return "acl";
    }

    @Override
    public String summary() {
        return "prints the least rights of a producer, worker, gateway, observer, admin or doctor in Redis";
    }

    @Override
    public int run(PrintStream out, PrintStream err, String... arguments) {
        AclOptions options = AclOptions.parse(arguments);
        if (options.asksForHelp()) {
            out.print(AclOptions.usage());
            return Tools.FINE;
        }
        String secret = options.secret();
        for (Role role : options.roles()) {
            AccessRule rule = options.rule(role);
            String line = "ACL SETUSER " + options.user(role) + " " + String.join(" ", rule.words(secret));
            out.println(options.json() ? json(role, options.user(role), rule, line) : line);
        }
        return Tools.FINE;
    }

    private static String json(Role role, String user, AccessRule rule, String line) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("role", role.word());
        object.put("user", user);
        object.put("keys", rule.keys());
        object.put("channels", rule.channels());
        object.put("commands", rule.commands());
        object.put("line", line);
        try {
            return new JsonMapper().writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A rule could not be written as JSON", e);
        }
    }
}
