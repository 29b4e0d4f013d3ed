/** A run of seconds, so that the benchmark never rots; and what does not depend on the machine. */
@NullMarked
package dev.baton.bench;

import org.jspecify.annotations.NullMarked;
