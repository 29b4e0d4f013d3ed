/** The commands for operators: {@code ./baton doctor}. */
@NullMarked
package dev.baton.tools;

import org.jspecify.annotations.NullMarked;
