package dev.baton.embedded;

import java.nio.file.Path;

/** A program that starts a server, tells its process id, and goes on until its input ends or it is killed. */
final class ServerOfAChildJvm {
    private ServerOfAChildJvm() {}

    public static void main(String[] args) throws Exception {
        var builder = RedisServer.builder();
        if (!args[0].equals("memory")) {
            builder.appendOnly(Path.of(args[0]));
        }
        RedisServer redis = builder.start();
        System.out.println(redis.pid() + " " + redis.port() + " " + redis.directory());
        if (System.in.read() == 's') {
            redis.suspend();
            System.out.println("suspended");
            System.in.read();
        }
    }
}
