/** The worker that needs no main of one's own: options, its own Redis, and three ways to do the work. */
@NullMarked
package dev.baton.worker.standalone;

import org.jspecify.annotations.NullMarked;
