/** Runs the fast part of the matrix, and some of its sabotages. */
@NullMarked
package dev.baton.chaos;

import org.jspecify.annotations.NullMarked;
