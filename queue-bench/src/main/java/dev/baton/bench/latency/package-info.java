/** How long something takes from when it was due. */
@NullMarked
package dev.baton.bench.latency;

import org.jspecify.annotations.NullMarked;
