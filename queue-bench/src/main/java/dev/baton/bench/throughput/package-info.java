/** How many jobs a second. */
@NullMarked
package dev.baton.bench.throughput;

import org.jspecify.annotations.NullMarked;
