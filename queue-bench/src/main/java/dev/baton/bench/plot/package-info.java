/** Pictures of figures, as SVG. */
@NullMarked
package dev.baton.bench.plot;

import org.jspecify.annotations.NullMarked;
