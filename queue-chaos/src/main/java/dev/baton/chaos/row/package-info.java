/** The rows of the fault matrix. */
@NullMarked
package dev.baton.chaos.row;

import org.jspecify.annotations.NullMarked;
