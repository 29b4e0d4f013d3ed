/** Producers and workers in JVMs of their own, which the benchmark starts and talks to line by line. */
@NullMarked
package dev.baton.bench.process;

import org.jspecify.annotations.NullMarked;
