package dev.baton.bench.plot;

import java.util.List;
import java.util.Locale;

/**
 * Curves in one picture. Colours follow the reader's light or dark mode; every curve also has a dash of its own, for those
 * who see no colours. A thin bar at each point shows the range of all rounds.
 *
 * @param caption lines below the picture: what it was measured with
 */
record Plot(String title, Axis x, Axis y, List<Curve> curves, List<String> caption) {
    private static final int WIDTH = 800;
    private static final int LEFT = 84;
    private static final int RIGHT = WIDTH - 28;
    private static final int TOP = 92;
    private static final int BOTTOM = 408;
    private static final int LINE = 16;
    private static final List<String> DASHES = List.of("none", "9 4", "2 4", "12 4 2 4", "5 5");
    private static final String STYLE = """
            <style>
              svg { font-family: system-ui, 'Helvetica Neue', Arial, sans-serif; font-size: 12.5px }
              .paper { fill: #ffffff } text { fill: #24292f } .quiet { fill: #57606a; font-size: 11.5px }
              .title { font-size: 16px; font-weight: 600 } .grid { stroke: #d8dee4 } .frame { stroke: #57606a }
              .c0 { --c: #0550ae } .c1 { --c: #bc4c00 } .c2 { --c: #1a7f37 } .c3 { --c: #8250df } .c4 { --c: #57606a }
              @media (prefers-color-scheme: dark) {
                .paper { fill: #0d1117 } text { fill: #e6edf3 } .quiet { fill: #9198a1 }
                .grid { stroke: #2b323b } .frame { stroke: #9198a1 }
                .c0 { --c: #58a6ff } .c1 { --c: #ffa657 } .c2 { --c: #56d364 } .c3 { --c: #d2a8ff } .c4 { --c: #b1bac4 }
              }
              .curve { fill: none; stroke: var(--c); stroke-width: 2.4; stroke-linejoin: round }
              .range { stroke: var(--c); stroke-width: 1.2 } .point { fill: var(--c) }
            </style>
            """;

    /** An axis; its unit stands in the label. */
    record Axis(String label, Scale scale) {}

    String svg() {
        int height = BOTTOM + 70 + LINE * caption.size();
        StringBuilder out = new StringBuilder();
        line(
                out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " aria-label=\"%s\">",
                WIDTH,
                height,
                WIDTH,
                height,
                escaped(title));
        out.append(STYLE);
        line(out, "<rect class=\"paper\" width=\"%d\" height=\"%d\" rx=\"6\"/>", WIDTH, height);
        line(out, "<text class=\"title\" x=\"%d\" y=\"30\">%s</text>", LEFT, escaped(title));
        drawX(out);
        drawY(out);
        Legend legend = new Legend(out);
        for (int i = 0; i < curves.size(); i++) {
            line(out, "<g class=\"c%d\">", i % DASHES.size());
            draw(out, curves.get(i), DASHES.get(i % DASHES.size()));
            legend.explain(curves.get(i), DASHES.get(i % DASHES.size()));
            out.append("</g>\n");
        }
        for (int i = 0; i < caption.size(); i++) {
            line(
                    out,
                    "<text class=\"quiet\" x=\"%d\" y=\"%d\">%s</text>",
                    LEFT,
                    BOTTOM + 70 + LINE * i,
                    escaped(caption.get(i)));
        }
        return out.append("</svg>\n").toString();
    }

    private void drawX(StringBuilder out) {
        for (double tick : x.scale().ticks()) {
            line(
                    out,
                    "<line class=\"grid\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\"/>",
                    across(tick),
                    TOP,
                    BOTTOM);
            line(
                    out,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    across(tick),
                    BOTTOM + 19,
                    number(tick));
        }
        line(
                out,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + RIGHT) / 2,
                BOTTOM + 42,
                escaped(x.label()));
    }

    private void drawY(StringBuilder out) {
        for (double tick : y.scale().ticks()) {
            line(
                    out,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%3$.1f\" y2=\"%3$.1f\"/>",
                    LEFT,
                    RIGHT,
                    down(tick));
            line(
                    out,
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT - 8,
                    down(tick) + 4,
                    number(tick));
        }
        line(out, "<line class=\"frame\" x1=\"%1$d\" x2=\"%1$d\" y1=\"%2$d\" y2=\"%3$d\"/>", LEFT, TOP, BOTTOM);
        line(out, "<line class=\"frame\" x1=\"%d\" x2=\"%d\" y1=\"%3$d\" y2=\"%3$d\"/>", LEFT, RIGHT, BOTTOM);
        line(
                out,
                "<text transform=\"translate(20 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                (TOP + BOTTOM) / 2,
                escaped(y.label()));
    }

    private void draw(StringBuilder out, Curve curve, String dash) {
        StringBuilder path = new StringBuilder();
        for (Curve.Point point : curve.points()) {
            path.append(String.format(Locale.ROOT, "%.1f,%.1f ", across(point.x()), down(point.median())));
        }
        line(
                out,
                "<polyline class=\"curve\" stroke-dasharray=\"%s\" points=\"%s\"/>",
                dash,
                path.toString().strip());
        for (Curve.Point point : curve.points()) {
            line(
                    out,
                    "<line class=\"range\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$.1f\" y2=\"%3$.1f\"/>",
                    across(point.x()),
                    down(point.min()),
                    down(point.max()));
            line(
                    out,
                    "<circle class=\"point\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.4\"/>",
                    across(point.x()),
                    down(point.median()));
        }
    }

    /** What each line means, in as many rows as it takes; there is room for two. */
    private static final class Legend {
        private static final int ROW = 20;
        private static final int SAMPLE = 30;
        private static final double CHARACTER = 7;

        private final StringBuilder out;
        private double at = LEFT;
        private int row = 54;

        Legend(StringBuilder out) {
            this.out = out;
        }

        void explain(Curve curve, String dash) {
            double width = SAMPLE + 7 + CHARACTER * curve.name().length();
            if (at + width > RIGHT) {
                at = LEFT;
                row += ROW;
            }
            line(
                    out,
                    "<line class=\"curve\" stroke-dasharray=\"%s\" x1=\"%.0f\" x2=\"%.0f\" y1=\"%4$d\" y2=\"%4$d\"/>",
                    dash,
                    at,
                    at + SAMPLE,
                    row - 4);
            line(out, "<text x=\"%.0f\" y=\"%d\">%s</text>", at + SAMPLE + 7, row, escaped(curve.name()));
            at += width + 20;
        }
    }

    private double across(double value) {
        return LEFT + x.scale().at(value) * (RIGHT - LEFT);
    }

    private double down(double value) {
        return BOTTOM - y.scale().at(value) * (BOTTOM - TOP);
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%s", value);
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
