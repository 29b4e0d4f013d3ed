/** What grows, and what does not, while it goes on for long. */
@NullMarked
package dev.baton.bench.endurance;

import org.jspecify.annotations.NullMarked;
