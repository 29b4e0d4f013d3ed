package dev.baton.server.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** One page of a browser, as a person has it: looks, clicks, keys. For one thread. Close it. */
public final class Tab implements AutoCloseable {
    private static final String NOWHERE = "about:blank";
    private static final int PATIENCE_MILLIS = 20_000;
    private static final Map<String, Integer> CODES =
            Map.of("Tab", 9, "Enter", 13, "Escape", 27, " ", 32, "/", 191, "ArrowDown", 40);

    private final DevTools tools;
    private final String session;
    private final String context;
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    Tab(DevTools tools, String session, String context) {
        this.tools = tools;
        this.session = session;
        this.context = context;
        tools.listen(session, this::heard);
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", DevTools.object());
        }
        size(1280, 900);
    }

    private void heard(String event, JsonNode about) {
        switch (event) {
            case "Network.requestWillBeSent" -> {
                String address = about.at("/request/url").asText();
                if (address.matches("(https?|wss?):.*")) {
                    requests.add(address);
                }
            }
            case "Runtime.exceptionThrown" ->
                complaints.add(
                        about.at("/exceptionDetails/exception/description").asText());
            case "Runtime.consoleAPICalled" -> {
                if (!about.path("type").asText().equals("log")) {
                    complaints.add(about.path("args").toString());
                }
            }
            case "Log.entryAdded" -> {
                if (List.of("warning", "error")
                        .contains(about.at("/entry/level").asText())) {
                    complaints.add(about.at("/entry/text").asText() + " "
                            + about.at("/entry/url").asText());
                }
            }
            default -> {}
        }
    }

    /** What the console told: errors, warnings, exceptions that nobody caught, requests that failed. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** The addresses that were asked for, of servers: the browser has pictures of its own for fields. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** In CSS pixels. */
    public void size(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                DevTools.object()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", false));
    }

    /** What the system would prefer: dark or light colours. */
    public void prefers(String scheme) {
        ObjectNode parameters = DevTools.object();
        parameters
                .putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", scheme);
        call("Emulation.setEmulatedMedia", parameters);
    }

    /** Opens an address anew. */
    public void go(String address) {
        call("Page.navigate", DevTools.object().put("url", NOWHERE));
        call("Page.navigate", DevTools.object().put("url", address));
    }

    /** The value of an expression of JavaScript, awaited if it is a promise. */
    public JsonNode eval(String expression) {
        JsonNode answer = call(
                "Runtime.evaluate",
                DevTools.object()
                        .put("expression", expression)
                        .put("awaitPromise", true)
                        .put("returnByValue", true)
                        .put("userGesture", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": "
                    + answer.at("/exceptionDetails/exception/description").asText());
        }
        return answer.at("/result/value");
    }

    /** Waits until a condition holds; fails with what is to be seen if it does not within 20 s. */
    public void await(String condition) {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        while (System.nanoTime() < deadline) {
            try {
                JsonNode held = eval("new Promise((resolve) => { const end = Date.now() + 2000; const look = () => {"
                        + " let holds = false; try { holds = !!(" + condition + "); } catch { /* not yet there */ }"
                        + " if (holds || Date.now() > end) resolve(holds); else setTimeout(look, 15); }; look(); })");
                if (held.asBoolean()) {
                    return;
                }
            } catch (IllegalStateException e) {
                // The page was left while it looked: the next one is looked at.
                if (!String.valueOf(e.getMessage()).matches("(?s).*(navigated|context|Promise was collected).*")) {
                    throw e;
                }
            }
        }
        throw new AssertionError("Not so: " + condition + "\non a page with\n" + text("body") + "\n" + complaints());
    }

    /** The visible text of the first element of a selector; empty if there is none. */
    public String text(String selector) {
        return eval("document.querySelector(" + quote(selector) + ")?.innerText ?? ''")
                .asText();
    }

    /** Clicks with the mouse into the middle of the first element of a selector that is to be seen, waiting for it. */
    public void click(String selector) {
        clickOn("[...document.querySelectorAll(" + quote(selector)
                + ")].find((e) => e.checkVisibility() && !e.disabled)");
    }

    /** Clicks on the button or the link with this text, in the open dialog if there is one. */
    public void press(String label) {
        clickOn("[...(document.querySelector('dialog[open]') ?? document).querySelectorAll('button, a, summary')]"
                + ".find((e) => e.checkVisibility() && !e.disabled && e.innerText.trim() === " + quote(label) + ")");
    }

    private void clickOn(String element) {
        await(element);
        JsonNode at = eval(
                "(() => { const e = " + element + "; e.scrollIntoView({ block: 'center' });"
                        + " const box = e.getBoundingClientRect(); return { x: box.x + box.width / 2, y: box.y + box.height / 2 }; })()");
        for (String type : List.of("mousePressed", "mouseReleased")) {
            call(
                    "Input.dispatchMouseEvent",
                    DevTools.object()
                            .put("type", type)
                            .put("x", at.path("x").asDouble())
                            .put("y", at.path("y").asDouble())
                            .put("button", "left")
                            .put("clickCount", 1));
        }
    }

    /** Presses and releases a key, such as Tab, Enter, Escape or a character. */
    public void key(String key) {
        ObjectNode down = DevTools.object()
                .put("type", "keyDown")
                .put("key", key)
                .put("windowsVirtualKeyCode", CODES.getOrDefault(key, (int) key.charAt(0)));
        if (key.equals("Enter")) {
            down.put("text", "\r");
        } else if (key.length() == 1) {
            down.put("text", key);
        }
        call("Input.dispatchKeyEvent", down);
        call("Input.dispatchKeyEvent", DevTools.object().put("type", "keyUp").put("key", key));
    }

    /** Types into whatever has the focus. */
    public void type(String text) {
        call("Input.insertText", DevTools.object().put("text", text));
    }

    /** Replaces the content of a field by typing. */
    public void fill(String selector, String text) {
        await("document.querySelector(" + quote(selector) + ")");
        eval("(() => { const e = document.querySelector(" + quote(selector) + "); e.focus(); e.select?.(); })()");
        if (text.isEmpty()) {
            key("Backspace");
        }
        type(text);
    }

    /** Chooses an entry of a select as a person would. */
    public void choose(String selector, String value) {
        await("document.querySelector(" + quote(selector) + ")");
        eval("(() => { const e = document.querySelector(" + quote(selector) + "); e.value = " + quote(value)
                + "; e.dispatchEvent(new Event('change', { bubbles: true })); })()");
    }

    /** What is to be seen, as a PNG. */
    public byte[] screenshot() {
        return Base64.getDecoder()
                .decode(call("Page.captureScreenshot", DevTools.object().put("format", "png"))
                        .path("data")
                        .asText());
    }

    /** A text as JavaScript writes it. */
    public static String quote(String text) {
        return DevTools.object().textNode(text).toString();
    }

    private JsonNode call(String method, ObjectNode parameters) {
        return tools.call(session, method, parameters);
    }

    @Override
    public void close() {
        tools.call("", "Target.disposeBrowserContext", DevTools.object().put("browserContextId", context));
    }
}
