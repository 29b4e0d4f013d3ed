package dev.baton.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One Lua file with its includes in place, and the digest under which Redis knows it.
 *
 * @param name file name below {@code lua/}, without its ending
 * @param source what EVAL is given
 * @param digest SHA1 of the source in hexadecimal: what EVALSHA is given
 */
record LuaScript(String name, byte[] source, String digest) {
    private static final String FOLDER = "lua/";
    private static final Pattern INCLUDE = Pattern.compile("--- @include ([a-z_/]+)");

    /** @throws IllegalStateException if the file, or one that it includes, is not on the class path */
    static LuaScript load(String name) {
        return load(name, LuaScript::read);
    }

    /** @param files gives the text of a file by its name: tests give other texts than the files hold */
    static LuaScript load(String name, UnaryOperator<String> files) {
        byte[] source = expand(name, files, new HashSet<>()).getBytes(StandardCharsets.UTF_8);
        return new LuaScript(name, source, sha1(source));
    }

    /** Each file stands once, where it was first asked for: a library may include another one. */
    private static String expand(String name, UnaryOperator<String> files, Set<String> seen) {
        seen.add(name);
        StringBuilder out = new StringBuilder();
        for (String line : files.apply(name).split("\n", -1)) {
            Matcher include = INCLUDE.matcher(line.strip());
            if (!include.matches()) {
                out.append(line).append('\n');
            } else if (!seen.contains(include.group(1))) {
                out.append(expand(include.group(1), files, seen));
            }
        }
        return out.toString();
    }

    private static String read(String name) {
        String path = FOLDER + name + ".lua";
        try (InputStream in = LuaScript.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("The Lua file " + path + " is missing beside " + LuaScript.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The Lua file " + path + " cannot be read", e);
        }
    }

    private static String sha1(byte[] source) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
