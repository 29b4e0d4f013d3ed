package dev.baton.testkit;

@WithRedis
class LocalRedisTest implements RedisBody {
    private final RedisUri uri;

    LocalRedisTest(RedisUri uri) {
        this.uri = uri;
    }

    @Override
    public RedisUri server() {
        return uri;
    }
}
