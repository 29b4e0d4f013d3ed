/** The model checker over docs/protocol/JobQueue.tla: what is checked, how it is run, and the page that tells of it. */
@NullMarked
package dev.baton.protocol;

import org.jspecify.annotations.NullMarked;
