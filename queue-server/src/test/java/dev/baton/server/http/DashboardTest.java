package dev.baton.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.model.JobStatus;
import dev.baton.server.browser.NeedsChromium;
import dev.baton.testkit.FaultProxy;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The dashboard as a person has it: in a real browser, on a real Redis. Every page, every action. */
@WithRedis
@NeedsChromium
class DashboardTest extends OnDashboard {
    @Test
    void everyPageShowsWhatThereIsWithoutAComplaintAndAsksNobodyElse(TestBaton test) {
        seedAll(test);
        for (String page : PAGES) {
            go(page);
            assertThat(tab.eval("document.querySelectorAll('h1').length").asInt())
                    .as(page)
                    .isEqualTo(1);
            assertThat(tab.text("#trouble")).as(page).isEmpty();
        }
        assertThat(tab.complaints()).isEmpty();
        assertThat(tab.requests().stream()
                        .filter(address -> !address.startsWith(door.uri("/").toString())))
                .isEmpty();
    }

    @Test
    void everyPageCanBeReadByAScreenReaderAndOnAPhone(TestBaton test) {
        seedAll(test);
        for (int width : new int[] {1280, 390}) {
            tab.size(width, 844);
            for (String page : PAGES) {
                go(page);
                assertThat(tab.eval(AUDIT)).as(page + " at " + width).isEmpty();
            }
        }
    }

    @Test
    void textsCanBeReadInLightAndInDark(TestBaton test) {
        seedAll(test);
        for (String scheme : List.of("light", "dark")) {
            tab.prefers(scheme);
            for (String page :
                    List.of("#/", "#/queues/emails", "#/queues/emails/jobs", "#/queues/emails/jobs/dead-1")) {
                go(page);
                assertThat(tab.eval(CONTRAST)).as(page + " in " + scheme).isEmpty();
            }
        }
        String dark = ground();
        tab.choose("#theme", "light");
        assertThat(ground()).isNotEqualTo(dark);
        tab.eval("location.reload()");
        tab.await("document.documentElement.dataset.theme === 'light'");
        tab.choose("#theme", "");
        assertThat(ground()).isEqualTo(dark);
    }

    @Test
    void theOverviewTellsFiguresAndChartsInWordsToo(TestBaton test) {
        seedAll(test);
        sample();
        door.post("/api/v1/queues/emails/jobs", "{\"type\":\"welcome\",\"payload\":1}")
                .is(201);
        sample();
        go("#/");

        tab.await("document.querySelectorAll('.chart canvas').length === 4");
        assertThat(tab.text(".tiles")).contains("Pending", "Workers busy", "1 of 1", "Dead");
        assertThat(tab.eval("document.querySelector('.canvas').getAttribute('aria-label')")
                        .asText())
                .contains("Throughput", "done: from 0 to 0");
        tab.press("As a table");
        tab.await("document.querySelectorAll('.chart details tbody tr').length >= 2");
        assertThat(tab.text("main > section:last-of-type table")).contains("emails", "reports");
    }

    @Test
    void figuresThatAreOldSaySo() {
        go("#/");
        String old = "import('/ui/pages/parts.js').then(parts => "
                + "[16000, 14000].map(age => parts.staleness({ age_ms: age, every_ms: 5000 })?.innerText ?? 'fresh').join('; '))";
        assertThat(tab.eval(old).asText())
                .isEqualTo(
                        "Nothing was sampled for 16 s, and these figures are so old: the log of the gateway tells why.; fresh");
        assertThat(tab.eval("document.getElementById('stale') === null").asBoolean())
                .isTrue();
    }

    @Test
    void aQueueIsPausedAndResumed(TestBaton test) {
        seedAll(test);
        go("#/queues/emails");
        tab.press("Pause …");
        assertThat(tab.text("dialog"))
                .contains("No more jobs are claimed", "./baton pause emails --redis redis://127.0.0.1:");
        assertThat(test.queue("emails").stats().paused()).isFalse();
        tab.press("Pause");
        told("emails is now paused");
        assertThat(test.queue("emails").stats().paused()).isTrue();

        tab.press("Resume …");
        assertThat(tab.text("dialog")).contains("./baton resume emails");
        tab.press("Resume");
        told("emails is now running");
        assertThat(test.queue("emails").stats().paused()).isFalse();
    }

    @Test
    void aJobIsEnqueuedByTheForm() {
        go("#/queues");
        tab.press("Enqueue a job …");
        tab.fill("dialog [name=queue]", "letters");
        tab.fill("dialog [name=type]", "print");
        tab.fill("dialog [name=payload]", "{\"n\":");
        tab.press("Enqueue");
        tab.await("document.querySelector('dialog [role=alert]').innerText.includes('not JSON')");
        tab.fill("dialog [name=payload]", "{\"who\":\"it's me\"}");
        tab.fill("dialog [name=id]", "letter-1");
        tab.fill("dialog [name=tags]", "red blue");
        assertThat(tab.text("dialog code"))
                .contains("curl -s ", "/api/v1/queues/letters/jobs", "it'\\''s me", "\"tags\":[\"red\",\"blue\"]");
        tab.press("Enqueue");
        told("letter-1 is enqueued and pending");
        tab.await("location.hash === '#/queues/letters/jobs/letter-1'");
        JsonNode job = door.get("/api/v1/queues/letters/jobs/letter-1").is(200).json();
        assertThat(job.at("/payload/who").asText()).isEqualTo("it's me");
        assertThat(job.path("tags")).hasSize(2);
    }

    @Test
    void jobsAreFilteredByEverythingThatTheFormHas(TestBaton test) {
        seedAll(test);
        go("#/queues/emails/jobs");
        tab.await("document.querySelectorAll('tbody tr').length === " + EMAILS);
        tab.choose("[name=state]", "dead");
        tab.press("Filter");
        tab.await("document.querySelectorAll('tbody tr').length === 3");
        assertThat(tab.text("caption")).isEqualTo("Jobs of emails that are dead");
        tab.fill("#search", "ink");
        tab.key("Enter");
        tab.await("document.querySelectorAll('tbody tr').length === 2");
        assertThat(tab.eval("location.hash").asText()).isEqualTo("#/queues/emails/jobs?state=dead&text=ink");
        tab.press("Clear");
        tab.fill("[name=tag]", "vip");
        tab.key("Enter");
        tab.await("document.querySelectorAll('tbody tr').length === 1");
        assertThat(tab.text("tbody")).contains("hostile");
        tab.press("Clear");
        tab.fill("[name=type]", "nothing");
        tab.key("Enter");
        tab.await("document.querySelector('.empty')?.innerText.includes('No jobs fit')");
        go("#/queues/emails/jobs?since=2999-01-01T00:00:00Z");
        tab.await("document.querySelector('.empty')");
        assertThat(tab.eval("document.querySelector('[name=since]').value").asText())
                .startsWith("2999-01-01T");
    }

    @Test
    void aSearchThatReadsALotSaysSoAndGoesOn(TestBaton test) {
        for (int i = 0; i < 5; i++) {
            test.queue("many").enqueueAll(WELCOME, java.util.Collections.nCopies(1000, ADA));
        }
        go("#/queues/many/jobs?text=nobody");
        tab.await("document.querySelector('#read')?.innerText.includes('4,000 records read')");
        tab.press("Read on");
        tab.await("document.querySelector('#read')?.innerText.includes('5,000 records read')");
        assertThat(tab.text("main")).contains("That is all.");

        go("#/queues/many/jobs");
        tab.await("document.querySelectorAll('tbody tr').length === 50");
        tab.press("Read on");
        tab.await("document.querySelectorAll('tbody tr').length === 100");
    }

    @Test
    void chosenJobsAreCancelledOneByOne(TestBaton test) {
        seedAll(test);
        go("#/queues/emails/jobs");
        tab.click("#choose-pending-1");
        tab.click("#choose-done-1");
        tab.click("#chosen-cancel");
        assertThat(tab.text("dialog code")).contains("./baton cancel emails pending-1", "./baton cancel emails done-1");
        tab.press("Cancel 2 jobs");
        told("1 job cancelled. 1 refused");
        assertThat(test.queue("emails").status("pending-1")).contains(JobStatus.CANCELLED);
        assertThat(test.queue("emails").status("done-1")).contains(JobStatus.DONE);
    }

    @Test
    void aJobShowsAllThatIsKnownAndNothingOfItIsCarriedOut(TestBaton test) {
        seedAll(test);
        go("#/queues/emails/jobs/hostile");
        tab.await("document.querySelector('.json')");
        assertThat(tab.text(".json"))
                .contains(
                        "<script>window.harmed = 1</script>",
                        "\\u0000\\u001b[31m",
                        "photo\\u202egpj.exe \\u2066\\u200f");
        assertThat(tab.eval(
                                "window.harmed === undefined && document.querySelectorAll('main img, main script').length === 0")
                        .asBoolean())
                .isTrue();
        go("#/queues/emails/jobs/dead-1");
        tab.await("document.querySelector('.timeline li.failed')");
        assertThat(tab.text(".timeline"))
                .contains("enqueued", "Attempt 1 failed", "IllegalStateException", "no <b>ink</b>", "dead");
        go("#/queues/emails/jobs/done-1");
        tab.await("document.querySelectorAll('.json').length === 2");
        assertThat(tab.text("main")).contains("Result", "\"sent\"");
        door.post("/api/v1/queues/exact/jobs", "{\"type\":\"t\",\"id\":\"n\",\"payload\":[12345678901234567890,1.50]}")
                .is(201);
        go("#/queues/exact/jobs/n");
        tab.await("document.querySelector('.json')");
        assertThat(tab.text(".json")).contains("12345678901234567890", "1.50");
    }

    @Test
    void aJobIsCancelledAndADeadOneRetried(TestBaton test) {
        seedAll(test);
        go("#/queues/emails/jobs/pending-1");
        tab.press("Cancel …");
        assertThat(tab.text("dialog")).contains("./baton cancel emails pending-1");
        tab.press("Cancel");
        told("pending-1 is cancelled; it was pending");
        assertThat(test.queue("emails").status("pending-1")).contains(JobStatus.CANCELLED);

        go("#/queues/emails/jobs/dead-1");
        tab.press("Retry …");
        assertThat(tab.text("dialog")).contains("./baton retry emails dead-1");
        tab.press("Retry");
        told("dead-1 is pending again");
        assertThat(test.queue("emails").status("dead-1")).contains(JobStatus.PENDING);

        go("#/queues/emails/jobs/running");
        tab.press("Cancel …");
        tab.press("Cancel");
        told("running is running: whoever holds it is asked to stop");
    }

    @Test
    void aRefusalIsToldInTheDialog(TestBaton test) {
        seedAll(test);
        go("#/queues/emails/jobs/done-1");
        tab.press("Delete …");
        test.queue("emails").delete("done-1");
        tab.press("Delete");
        tab.await("document.querySelector('dialog [role=alert]')?.innerText.includes('was forgotten before')");
        tab.press("Back");
        tab.await("!document.querySelector('dialog')");
    }

    @Test
    void aJobThatHasEndedIsDeleted(TestBaton test) {
        seedAll(test);
        go("#/queues/emails/jobs/done-1");
        tab.press("Delete …");
        assertThat(tab.text("dialog")).contains("nothing brings it back", "./baton delete emails done-1");
        tab.press("Delete");
        told("done-1 is deleted; it was done");
        tab.await("location.hash === '#/queues/emails/jobs'");
        assertThat(test.queue("emails").find("done-1").orElseThrow().record()).isNull();
    }

    @Test
    void aJobTellsWhyItIsNotRunning(TestBaton test) {
        seedAll(test);
        test.queue("emails").pause();
        go("#/queues/emails/jobs/pending-1");
        tab.await("document.querySelector('.why li')");
        assertThat(tab.text(".why")).contains("Why it is not running", "paused", "./baton why emails pending-1");
        go("#/queues/emails/jobs/later");
        tab.await("document.querySelector('.why li')");
        assertThat(tab.text(".timeline")).contains("due");
        go("#/queues/emails/jobs/running");
        tab.await("document.querySelector('.why li')");
        assertThat(tab.text(".why")).contains("What it is doing", "w-1");
    }

    @Test
    void deadJobsAreGroupedAndAGroupIsRetried(TestBaton test) {
        seedAll(test);
        go("#/queues/emails/dead");
        tab.await("document.querySelectorAll('tbody tr').length === 2");
        assertThat(tab.text("tbody"))
                .contains(
                        "java.lang.IllegalStateException",
                        "no ink either",
                        "java.io.IOException",
                        "broken \\u202epipe");
        tab.click("tbody tr:first-child button");
        assertThat(tab.text("dialog"))
                .contains(
                        "Retry jobs that are dead, of type welcome, whose last error is java.lang.IllegalStateException",
                        "./baton retry emails --state dead --type welcome --error java.lang.IllegalStateException");
        tab.press("Retry all of them");
        tab.await("document.querySelector('.state.finished')");
        assertThat(tab.text("#main .facts")).contains("Changed\n2", "Refused\n0");
        assertThat(test.queue("emails").status("dead-1")).contains(JobStatus.PENDING);
        assertThat(test.queue("emails").status("dead-2")).contains(JobStatus.PENDING);
        assertThat(test.queue("emails").status("dead-3")).contains(JobStatus.DEAD);
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void everythingThatFitsIsChangedAndTheOperationCanBeLookedAt(TestBaton test) {
        seedAll(test);
        go("#/queues/emails/jobs?tag=vip");
        tab.await("document.querySelectorAll('tbody tr').length === 1");
        tab.click("#all-cancel");
        assertThat(tab.text("dialog"))
                .contains("Cancel jobs with the tag vip in queue emails", "./baton cancel emails --tag vip");
        tab.press("Cancel all of them");
        tab.await("document.querySelector('.state.finished')");
        assertThat(test.queue("emails").status("hostile")).contains(JobStatus.CANCELLED);
        assertThat(test.queue("emails").status("pending-1")).contains(JobStatus.PENDING);

        go("#/queues/emails/jobs?state=done");
        tab.click("#all-delete");
        tab.press("Delete all of them");
        tab.await("document.querySelector('.state.finished')");
        assertThat(test.queue("emails").find("done-1").orElseThrow().record()).isNull();
        go("#/operations");
        tab.await("document.querySelectorAll('tbody tr').length === 2");
        assertThat(tab.text("tbody")).contains("delete jobs that are done", "cancel jobs with the tag vip");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void anOperationUnderWayIsStopped(RedisUri redis, TestBaton test) {
        for (int i = 0; i < 5; i++) {
            test.queue("many").enqueueAll(WELCOME, java.util.Collections.nCopies(1000, ADA));
        }
        // Redis is so far away that the operation cannot have ended before it is stopped.
        try (FaultProxy far = FaultProxy.to(redis);
                OpenDoor slow = OpenDoor.on(new RedisUri(far.uri()))) {
            tab.go(slow.uri("/ui/#/queues/many/jobs").toString());
            tab.await("document.querySelector('tbody tr')");
            far.delay(Duration.ofMillis(100));
            tab.click("#all-cancel");
            tab.press("Cancel all of them");
            tab.press("Stop …");
            tab.await("document.querySelector('progress')");
            tab.press("Stop it");
            told("The operation is asked to stop");
            tab.await("document.querySelector('.state.stopped')");
            far.heal();
        }
        assertThat(test.queue("many").stats().pending()).isPositive();
    }

    @Test
    void workersShowWhatTheyHold(TestBaton test) {
        seedAll(test);
        go("#/workers");
        tab.await("document.querySelector('tbody')");
        assertThat(tab.text("tbody")).contains("w-1", "lives", "running", "emails");
    }

    @Test
    void aJobIsFoundByItsIdWhereverItIs(TestBaton test) {
        seedAll(test);
        go("#/");
        tab.key("/");
        assertThat(tab.eval("document.activeElement.id").asText()).isEqualTo("find-id");
        tab.type("report-1");
        tab.key("Enter");
        tab.await("location.hash === '#/queues/reports/jobs/report-1'");
        tab.fill("#find-id", "emails/done-1");
        tab.key("Enter");
        tab.await("location.hash === '#/queues/emails/jobs/done-1'");
        tab.fill("#find-id", "nobody");
        tab.key("Enter");
        told("No job has the id nobody in the 2 queues");
    }

    @Test
    void everythingGoesByKeysAlone(TestBaton test) {
        seedAll(test);
        go("#/queues/emails/jobs");
        tab.key("Tab");
        assertThat(tab.eval("document.activeElement.id").asText()).isEqualTo("skip");
        assertThat(tab.eval("document.activeElement.getBoundingClientRect().x >= 0")
                        .asBoolean())
                .isTrue();
        tab.key("Enter");
        assertThat(tab.eval("document.activeElement.id").asText()).isEqualTo("main");
        tab.key("/");
        assertThat(tab.eval("document.activeElement.id").asText()).isEqualTo("search");
        tab.type("pending-1");
        tab.key("Enter");
        tab.await("document.querySelectorAll('tbody tr').length === 1");
        assertThat(tab.eval("document.activeElement.tagName").asText()).isEqualTo("H1");
        tabTo("document.activeElement.innerText === 'pending-1'");
        assertThat(tab.eval("getComputedStyle(document.activeElement).outlineStyle")
                        .asText())
                .isEqualTo("solid");
        tab.key("Enter");
        tab.await("location.hash === '#/queues/emails/jobs/pending-1'");
        tab.await("[...document.querySelectorAll('button')].some((b) => b.innerText === 'Cancel …')");
        tabTo("document.activeElement.innerText === 'Cancel …'");
        tab.key("Enter");
        tab.await("document.querySelector('dialog[open]')");
        assertThat(tab.eval("document.querySelector('dialog').contains(document.activeElement)")
                        .asBoolean())
                .isTrue();
        tab.key("Escape");
        tab.await("!document.querySelector('dialog')");
        assertThat(tab.eval("document.activeElement.innerText").asText()).isEqualTo("Cancel …");
        assertThat(test.queue("emails").status("pending-1")).contains(JobStatus.PENDING);
        tab.key("Enter");
        tabTo("document.activeElement.innerText === 'Cancel'");
        tab.key("Enter");
        told("pending-1 is cancelled");
    }

    @Test
    void pagesFollowByThemselvesUntilSomebodyStopsThem(TestBaton test) {
        seedAll(test);
        go("#/queues/emails/jobs/pending-1");
        tab.await("document.querySelector('.state.pending')");
        test.queue("emails").cancel("pending-1");
        tab.await("document.querySelector('.state.cancelled')");
        tab.press("Updates on");
        assertThat(tab.eval("document.querySelector('#live').getAttribute('aria-pressed')")
                        .asText())
                .isEqualTo("false");
        assertThat(tab.text("#live")).contains("Updates off");
    }

    @Test
    void aKeyIsAskedForAndItsRolesAreTold(RedisUri redis, TestBaton test) {
        seedAll(test);
        try (OpenDoor locked = OpenDoor.on(redis, settings -> settings, KeyRing.ACCESS)) {
            tab.go(locked.uri("/ui/").toString());
            tab.await("document.querySelector('dialog[open]')");
            assertThat(tab.text("dialog")).contains("A key is needed");
            tab.fill("#key", "wrong");
            tab.key("Enter");
            tab.await("document.querySelector('dialog [role=alert]').innerText.includes('not known')");
            tab.fill("#key", "look");
            tab.key("Enter");
            tab.await("document.querySelector('.tiles')");
            tab.eval("location.hash = '#/queues/emails'");
            tab.press("Pause …");
            tab.press("Pause");
            tab.await("document.querySelector('dialog [role=alert]').innerText.includes('operator')");
            tab.press("Back");
            tab.press("Forget key");
            tab.await("document.querySelector('#key')");
            tab.fill("#key", "act");
            tab.key("Enter");
            tab.press("Pause …");
            assertThat(tab.text("dialog")).contains("./baton pause emails");
            tab.press("Pause");
            told("emails is now paused");
            assertThat(tab.eval("sessionStorage.getItem('baton-key') + localStorage.length")
                            .asText())
                    .isEqualTo("act0");
        }
    }
}
