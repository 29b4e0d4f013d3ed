/** Lengths of time, counted while the server works. */
@NullMarked
package dev.baton.server.figures;

import org.jspecify.annotations.NullMarked;
