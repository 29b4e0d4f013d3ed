package dev.baton.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong now = new AtomicLong();

    @Test
    void aBucketHoldsTwoSecondsAndFillsAgain() {
        RateLimit limit = new RateLimit(10, now::get);
        for (int i = 0; i < 20; i++) {
            assertThat(limit.take("a")).isZero();
        }
        assertThat(limit.take("a")).isEqualTo(1);
        assertThat(limit.take("b")).isZero();
        now.addAndGet(Duration.ofMillis(100).toNanos());
        assertThat(limit.take("a")).isZero();
        assertThat(limit.take("a")).isEqualTo(1);
        now.addAndGet(Duration.ofHours(1).toNanos());
        for (int i = 0; i < 20; i++) {
            assertThat(limit.take("a")).isZero();
        }
        assertThat(limit.take("a")).isEqualTo(1);
    }

    @Test
    void asManyNamesAsThereMayBeTakeBoundedMemory() {
        RateLimit limit = new RateLimit(1, now::get);
        for (int i = 0; i < 50_000; i++) {
            limit.take("name" + i);
        }
        assertThat(limit.names()).isEqualTo(RateLimit.MOST_NAMES);
    }

    @Test
    void addressesOfOneNetworkAreOne() {
        assertThat(RateLimit.addressKey("10.0.0.1")).isEqualTo("10.0.0.1");
        assertThat(RateLimit.addressKey("[2001:db8:0:1::5]")).isEqualTo(RateLimit.addressKey("2001:db8:0:1:ffff::1"));
        assertThat(RateLimit.addressKey("2001:db8:0:2::5")).isNotEqualTo(RateLimit.addressKey("2001:db8:0:1::5"));
        assertThat(RateLimit.addressKey("::ffff:10.0.0.1")).contains("10.0.0.1");
    }
}
