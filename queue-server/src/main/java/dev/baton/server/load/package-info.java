/** The command {@code ./baton load}: many clients at once, and a count of what became of every job. */
@NullMarked
package dev.baton.server.load;

import org.jspecify.annotations.NullMarked;
