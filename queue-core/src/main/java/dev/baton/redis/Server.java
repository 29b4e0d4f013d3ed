package dev.baton.redis;

import io.lettuce.core.RedisURI;

/**
 * One server as lettuce is led to it; behind Sentinel, whoever is the primary when a connection opens.
 *
 * @param name host and port, the same for the same server
 * @param uri never printed, for it holds the password
 */
record Server(String name, RedisURI uri) {
    @Override
    public String toString() {
        return name;
    }
}
