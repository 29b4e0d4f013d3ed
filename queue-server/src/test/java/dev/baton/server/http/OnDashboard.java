package dev.baton.server.http;

import dev.baton.EnqueueOptions;
import dev.baton.model.JobType;
import dev.baton.server.browser.Chromium;
import dev.baton.server.browser.Tab;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.TestBaton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The dashboard in a browser, before a queue with a job in every status. */
abstract class OnDashboard {
    @SuppressWarnings("rawtypes")
    static final JobType<Map, String> WELCOME = JobType.of("welcome", Map.class, String.class);

    static final Map<String, Object> ADA = Map.of("email", "ada@example.com");

    /** What a payload may hold to harm a page: elements, quotes, control characters, marks that turn text around. */
    static final Map<String, Object> HOSTILE = Map.of(
            "a", "<script>window.harmed = 1</script><img src=x onerror=\"window.harmed = 1\">",
            "b", "'\"`\\ </bdi></pre> \u0000\u001b[31m",
            "c", "photo\u202egpj.exe \u2066\u200f",
            "d", 1);

    static final List<String> PAGES = List.of(
            "#/",
            "#/queues",
            "#/queues/emails",
            "#/queues/emails/jobs",
            "#/queues/emails/jobs?state=dead&text=ink",
            "#/queues/emails/jobs/hostile",
            "#/queues/emails/jobs/dead-1",
            "#/queues/emails/jobs/done-1",
            "#/queues/emails/jobs/running",
            "#/queues/emails/dead",
            "#/workers",
            "#/workers?queue=emails",
            "#/operations");

    static Chromium chromium;

    OpenDoor door;
    Tab tab;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        chromium.close();
    }

    @BeforeEach
    void open(RedisUri redis) {
        door = OpenDoor.on(redis);
        tab = chromium.open();
    }

    @AfterEach
    void close() {
        tab.close();
        door.close();
    }

    static final int EMAILS = 8;

    /** A queue with a job in every status, some hostile, and another queue. */
    void seedAll(TestBaton test) {
        seed(test, "hostile", options -> options.tags("vip"), HOSTILE).pending();
        seed(test, "pending-1", options -> {}, ADA).pending();
        seed(test, "later", options -> {}, ADA).scheduled(Duration.ofHours(1));
        seed(test, "done-1", options -> {}, ADA).done("sent");
        seed(test, "dead-1", options -> {}, ADA).dead(new IllegalStateException("no <b>ink</b>"));
        seed(test, "dead-2", options -> {}, ADA).dead(new IllegalStateException("no ink either"));
        seed(test, "dead-3", options -> {}, HOSTILE).dead(new java.io.IOException("broken \u202epipe"));
        seed(test, "running", options -> {}, ADA).inProgress(test.worker("emails", "w-1"));
        test.seed("reports", WELCOME, ADA, options -> options.id("report-1")).pending();
        sample();
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    static dev.baton.testkit.JobSeed<Map, String> seed(
            TestBaton test, String id, Consumer<EnqueueOptions> how, Map payload) {
        return test.seed("emails", WELCOME, payload, options -> {
            options.id(id);
            how.accept(options);
        });
    }

    void sample() {
        door.door().samples().sample().orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Opens a page, and waits until it has shown what it asked for. */
    void go(String page) {
        tab.go(door.uri("/ui/") + page);
        tab.await("document.querySelector('h1') && document.querySelector('#updated').innerText !== ''"
                + " || document.querySelector('#trouble:not([hidden])')");
    }

    void told(String outcome) {
        tab.await("document.querySelector('#toasts').innerText.includes(" + Tab.quote(outcome) + ")");
    }

    void tabTo(String condition) {
        for (int i = 0; i < 80; i++) {
            if (tab.eval(condition).asBoolean()) {
                return;
            }
            tab.key("Tab");
        }
        throw new AssertionError("The Tab key does not lead there: " + condition);
    }

    String ground() {
        return tab.eval("getComputedStyle(document.body).backgroundColor").asText();
    }

    /** Names of controls, headers of tables, ids used twice, and whether the page is wider than the window. */
    static final String AUDIT = """
            (() => {
              const faults = [];
              const say = (what, e) => faults.push(what + ': ' + (e?.outerHTML ?? '').slice(0, 160));
              const seen = (e) => e.checkVisibility();
              const name = (e) => (e.getAttribute('aria-label') ?? '') + (e.labels ? [...e.labels].map((l) => l.innerText).join('') : '') + (e.innerText ?? '') + (e.querySelector?.('img[alt]')?.alt ?? '');
              for (const e of document.querySelectorAll('a, button, input, select, textarea, summary, [role=img], meter, progress, dialog')) {
                if (seen(e) && name(e).trim() === '') say('no name', e);
              }
              for (const e of document.querySelectorAll('img')) if (!e.hasAttribute('alt')) say('no alternative', e);
              for (const e of document.querySelectorAll('table')) {
                if (!e.caption?.innerText) say('no caption', e);
                if (![...e.tHead.rows[0].cells].every((c) => c.scope === 'col' && c.innerText.trim())) say('a column without header', e);
                for (const row of e.tBodies[0].rows) if (!row.querySelector('th[scope=row]')) say('a row without header', row);
              }
              const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
              for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push('twice: ' + id);
              for (const e of document.querySelectorAll('[aria-labelledby]')) if (!document.getElementById(e.getAttribute('aria-labelledby'))) say('no label', e);
              if (!document.documentElement.lang || !document.title) faults.push('no language or title');
              if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the window: ' + document.documentElement.scrollWidth);
              for (const e of document.querySelectorAll('time')) if (!e.dateTime || !e.title) say('a time without its instant', e);
              return faults;
            })()""";

    /** Texts with less contrast than 4.5 to 1. */
    static final String CONTRAST = """
            (() => {
              const channel = (v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
              const parse = (c) => c.match(/[\\d.]+/g).map(Number);
              const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
              const behind = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] === 1) return c; } return [255, 255, 255]; };
              const faults = new Set();
              for (const e of document.querySelectorAll('body *')) {
                const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
                if (!own || !e.checkVisibility() || e.disabled) continue;
                const a = light(parse(getComputedStyle(e).color)), b = light(behind(e));
                const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (contrast < 4.5) faults.add(contrast.toFixed(2) + ' ' + e.outerHTML.slice(0, 100));
              }
              return [...faults];
            })()""";
}
