package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.server.access.Access;
import dev.baton.server.access.Caller;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How the files of the dashboard are served. */
@WithRedis
class DashboardDoorTest {
    /** A gateway whose keys nobody has. */
    private static final Access LOCKED = new Access() {
        @Override
        public Optional<Caller> caller(String key) {
            return Optional.empty();
        }

        @Override
        public Optional<Caller> anonymous() {
            return Optional.empty();
        }
    };

    @Test
    void theDoorstepLeadsToTheDashboard(RedisUri redis) {
        try (OpenDoor door = OpenDoor.on(redis)) {
            assertThat(door.get("/").is(302).header("Location")).isEqualTo("/ui/");
            assertThat(door.get("/ui").is(302).header("Location")).isEqualTo("/ui/");
        }
    }

    @Test
    void filesNeedNoKeyAndDataDo(RedisUri redis) {
        try (OpenDoor door = OpenDoor.on(redis, settings -> settings, LOCKED)) {
            Answer page = door.get("/ui/").is(200);
            assertThat(page.mediaType()).isEqualToIgnoringCase("text/html;charset=utf-8");
            assertThat(page.text()).contains("<title>Baton</title>");
            door.get("/ui/main.js").is(200);
            door.get("/api/v1/overview").isProblem(401);
        }
    }

    @Test
    void filesCarryThePolicyAndAreAskedForAnewWithTheirTag(RedisUri redis) {
        try (OpenDoor door = OpenDoor.on(redis)) {
            Answer file = door.get("/ui/main.js").is(200);
            assertThat(file.mediaType()).isEqualToIgnoringCase("text/javascript;charset=utf-8");
            assertThat(file.header("Content-Security-Policy"))
                    .contains("default-src 'self'")
                    .doesNotContain("unsafe");
            assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(file.header("Cache-Control")).isEqualTo("no-cache");

            Answer again = door.send("GET", "/ui/main.js", "", Map.of("If-None-Match", file.header("ETag")));
            assertThat(again.is(304).body()).isEmpty();
            door.send("GET", "/ui/main.js", "", Map.of("If-None-Match", "\"other\""))
                    .is(200);
            Answer head = door.send("HEAD", "/ui/main.js", "", Map.of()).is(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.header("ETag")).isEqualTo(file.header("ETag"));
        }
    }

    @Test
    void onlyKnownFilesAreServedAndOnlyToReaders(RedisUri redis) {
        try (OpenDoor door = OpenDoor.on(redis)) {
            for (String path : new String[] {
                "/ui/nothing.js",
                "/ui/index.html",
                "/ui/pages/",
                "/ui/DashboardFiles.class",
                "/ui/package-info.class",
                "/ui/main.js/"
            }) {
                door.get(path).isProblem(404);
            }
            for (String path :
                    new String[] {"/ui//main.js", "/ui/..%2f..%2fmain.js", "/ui/%2e%2e/main.js", "/ui/main.js%00"}) {
                assertThat(door.get(path).status()).as(path).isIn(400, 404);
            }
            assertThat(door.post("/ui/main.js", "").isProblem(405).header("Allow"))
                    .isEqualTo("GET, HEAD");
            assertThat(door.get("/metrics").text()).contains("route=\"/ui/\",method=\"POST\",status=\"405\"");
        }
    }

    @Test
    void theDocumentOfTheInterfaceIsForProgramsAndNamesNoFiles(RedisUri redis) {
        try (OpenDoor door = OpenDoor.on(redis)) {
            assertThat(door.get("/openapi.json").text())
                    .contains("/api/v1/overview")
                    .doesNotContain("/ui");
        }
    }
}
