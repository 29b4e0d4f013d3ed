package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.JobType;
import dev.baton.server.browser.Chromium;
import dev.baton.server.browser.NeedsChromium;
import dev.baton.server.browser.Tab;
import dev.baton.store.Claim;
import dev.baton.testkit.ManualClock;
import dev.baton.testkit.ManualWorker;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The pictures of docs/dashboard.md, made of twenty minutes of work on a clock that is moved by hand. They are taken in
 * every build, and written to docs/images with {@code -Dbaton.screenshots=write}.
 */
@WithRedis
@NeedsChromium
class ScreenshotsTest {
    @SuppressWarnings("rawtypes")
    private static final JobType<Map, Map> WELCOME = JobType.of("welcome", Map.class, Map.class);

    @SuppressWarnings("rawtypes")
    private static final JobType<Map, Map> RECEIPT = JobType.of("receipt", Map.class, Map.class);

    @SuppressWarnings("rawtypes")
    private static final JobType<Map, Map> RESIZE = JobType.of("resize", Map.class, Map.class);

    private static final Map<String, String> PAGES = new LinkedHashMap<>(Map.of(
            "overview", "#/",
            "jobs", "#/queues/emails/jobs?state=dead&tag=vip",
            "job", "#/queues/emails/jobs/order-42",
            "dead", "#/queues/emails/dead"));

    private static final int STEPS = 240;
    private static final int LARGEST_BYTES = 200 << 10;

    private final Random random = new Random(7);
    private final List<ManualWorker> workers = new ArrayList<>();

    @Test
    void everyPictureCanBeTakenAndIsSmall(RedisUri redis) throws IOException {
        ManualClock clock = ManualClock.at(Instant.now().minus(Duration.ofSeconds(5L * STEPS)));
        try (TestBaton test = TestBaton.connect(redis, clock);
                OpenDoor door = OpenDoor.on(redis, clock);
                Chromium chromium = Chromium.start();
                Tab tab = chromium.open()) {
            work(test, door, clock);
            tab.size(1160, 760);
            for (String scheme : List.of("light", "dark")) {
                tab.prefers(scheme);
                for (Map.Entry<String, String> page : PAGES.entrySet()) {
                    tab.go(door.uri("/ui/") + page.getValue());
                    tab.await(
                            "document.querySelector('#updated').innerText !== ''"
                                    + " && document.querySelector('tbody tr, .why li')"
                                    + " && (location.hash !== '#/' || document.querySelectorAll('.chart canvas').length === 4)");
                    byte[] picture = tab.screenshot();
                    assertThat(picture.length).as(page.getKey()).isBetween(10_000, LARGEST_BYTES);
                    if (System.getProperty("baton.screenshots", "").equals("write")) {
                        String name = "dashboard-" + page.getKey() + "-" + scheme + ".png";
                        Files.write(Path.of("../docs/images", name), picture);
                    }
                }
            }
        }
    }

    /** Mails in waves, pictures in a steady flow, a service that is away for a while. */
    private void work(TestBaton test, OpenDoor door, ManualClock clock) {
        for (String name : List.of("mail-1-4711-a3", "mail-2-4712-c9")) {
            workers.add(test.worker("emails", name));
        }
        workers.add(test.worker("thumbnails", "pics-1-815-7f"));
        test.seed("reports", RECEIPT, Map.of("month", "2026-11"), options -> {})
                .scheduled(Duration.ofHours(9).plusSeconds(5L * STEPS));
        Instant start = clock.instant();
        for (int step = 1; step <= STEPS; step++) {
            enqueue(test, step);
            boolean away = step > 150 && step < 175;
            Map<ManualWorker, List<Claim>> hands = new LinkedHashMap<>();
            for (ManualWorker worker : workers) {
                worker.heartbeat();
                hands.put(worker, worker.claim(3 + random.nextInt(5)));
            }
            if (step == STEPS) {
                last(test);
            }
            // The hand of the clock reaches the present with the last step.
            clock.set(start.plus(
                    Duration.between(start, Instant.now()).multipliedBy(step).dividedBy(STEPS)));
            door.door().samples().sample().orTimeout(20, TimeUnit.SECONDS).join();
            if (step < STEPS) {
                hands.forEach((worker, claims) -> claims.forEach(claim -> end(worker, claim, away)));
            }
        }
    }

    private void end(ManualWorker worker, Claim claim, boolean away) {
        if (worker.queue().equals("emails") && random.nextInt(away ? 3 : 60) == 0) {
            worker.bury(claim, failure());
        } else {
            worker.complete(claim, Map.of("sent", true));
        }
    }

    private void enqueue(TestBaton test, int step) {
        int mails = (int) Math.max(0, Math.round(9 + 5 * Math.sin(step / 17.0) + random.nextGaussian() * 2));
        for (int i = 0; i < mails; i++) {
            String who = List.of("ada", "grace", "linus", "barbara").get(random.nextInt(4));
            test.queue("emails")
                    .enqueue(
                            random.nextInt(3) == 0 ? RECEIPT : WELCOME,
                            Map.of("email", who + "@example.com", "order", 1000 + random.nextInt(9000)),
                            options -> options.tags(
                                    List.of("spring", "vip", "news").get(random.nextInt(3))));
        }
        for (int i = 0; i < 4 + random.nextInt(2); i++) {
            test.queue("thumbnails").enqueue(RESIZE, Map.of("file", "img-" + step + "-" + i + ".jpg", "width", 320));
        }
    }

    private Exception failure() {
        return switch (random.nextInt(4)) {
            case 0 -> new IllegalArgumentException("There is no template \"spring sale\"");
            case 1 -> new java.net.SocketTimeoutException("Read timed out after 10 s");
            default -> new java.net.ConnectException("Connection refused: mail.example.com:25");
        };
    }

    /** A job with a history, in a queue that is paused. */
    private static void last(TestBaton test) {
        test.seed(
                        "emails",
                        WELCOME,
                        Map.of("email", "ada@example.com", "name", "Ada Lovelace", "order", 42),
                        options -> options.id("order-42").tags("vip", "spring"))
                .retrying(
                        Duration.ofSeconds(2),
                        new java.net.ConnectException("Connection refused: mail.example.com:25"));
        test.clock().advance(Duration.ofSeconds(2));
        test.sweeps("emails").promote();
        test.queue("emails").pause();
    }
}
