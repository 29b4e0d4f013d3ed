package dev.baton.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.bench.plot.Curve.Point;
import dev.baton.bench.plot.Plot.Axis;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class PlotTest {
    private static final Curve CURVE =
            new Curve("a < b & \"c\"", List.of(new Point(1, 50, 40, 60), new Point(100, 100, 90, 110)));

    @Test
    void standsOnItsOwnAsXmlWithItsAxesAndItsCaption() throws Exception {
        String svg = plot().svg();

        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Element picture = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        assertThat(picture.getLocalName()).isEqualTo("svg");
        assertThat(picture.getTextContent())
                .contains("a < b & \"c\"")
                .contains("handlers")
                .contains("jobs a second")
                .contains("Redis 7");
        assertThat(svg).contains("prefers-color-scheme: dark");
    }

    @Test
    void placesPointsByTheirScales() {
        String svg = plot().svg();

        // Left below is (84, 408), right above (772, 92): 50 of 120 up, and 100 at the right end.
        assertThat(svg).contains("points=\"84.0,276.3 772.0,144.7\"");
    }

    @Test
    void startsAtZeroAndEndsAtARoundNumber() {
        assertThat(Scale.fromZero(96_847).ticks())
                .containsExactly(0.0, 20_000.0, 40_000.0, 60_000.0, 80_000.0, 100_000.0);
    }

    @Test
    void enclosesAllBetweenRoundNumbersByLogarithm() {
        Scale scale = Scale.logarithmic(0.23, 4.9);

        assertThat(scale.ticks()).containsExactly(0.2, 0.5, 1.0, 2.0, 5.0);
        assertThat(scale.at(0.2)).isZero();
        assertThat(scale.at(5)).isEqualTo(1);
        assertThat(scale.at(1)).isBetween(0.49, 0.51);
    }

    private static Plot plot() {
        return new Plot(
                "A title",
                new Axis("handlers", Scale.logarithmic(List.of(1.0, 10.0, 100.0))),
                new Axis("jobs a second", Scale.fromZero(110)),
                List.of(CURVE),
                List.of("Redis 7"));
    }
}
