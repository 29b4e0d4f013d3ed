package dev.baton.server.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A bucket of tokens for each of many names: so many a second, twice as many at once. Knows the 10,000 names that asked last;
 * whoever is forgotten begins with a full bucket. Thread-safe.
 */
public final class RateLimit {
    static final int MOST_NAMES = 10_000;

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private final LongSupplier nanoClock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_NAMES;
        }
    };

    private static final class Bucket {
        private double tokens;
        private long at;

        Bucket(double tokens, long at) {
            this.tokens = tokens;
            this.at = at;
        }
    }

    RateLimit(int perSecond, LongSupplier nanoClock) {
        if (perSecond < 1) {
            throw new IllegalArgumentException("The rate " + perSecond + " a second is not allowed: use at least 1");
        }
        this.perSecond = perSecond;
        this.nanoClock = nanoClock;
    }

    /** @param most requests a second and name, at least 1 */
    public static RateLimit perSecond(int most) {
        return new RateLimit(most, System::nanoTime);
    }

    /** Takes a token. Returns 0, or if there is none, the whole seconds until there is one: at least 1. */
    public long take(String name) {
        long now = nanoClock.getAsLong();
        synchronized (buckets) {
            Bucket bucket = buckets.computeIfAbsent(name, key -> new Bucket(2.0 * perSecond, now));
            bucket.tokens = Math.min(2.0 * perSecond, bucket.tokens + (now - bucket.at) / SECOND * perSecond);
            bucket.at = now;
            if (bucket.tokens >= 1) {
                bucket.tokens -= 1;
                return 0;
            }
            return (long) Math.ceil((1 - bucket.tokens) / perSecond);
        }
    }

    int names() {
        synchronized (buckets) {
            return buckets.size();
        }
    }

    /** What an address is limited as: of IPv6 its first four groups, for whoever has one address there has them all. */
    public static String addressKey(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            byte[] bytes = java.net.InetAddress.getByName(address.replaceAll("[\\[\\]]|%.*", ""))
                    .getAddress();
            return bytes.length == 4 ? address : java.util.HexFormat.of().formatHex(bytes, 0, 8);
        } catch (java.net.UnknownHostException e) {
            return address;
        }
    }
}
