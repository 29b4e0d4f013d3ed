package dev.baton.embedded;

import java.nio.file.Path;

/** An executable that was seen to run. The path is never resolved: Debian's servers decide by argv[0] what they are. */
record RedisBinary(Path path, RedisVersion version, BinarySource source) {}
