/** What the programs of Baton share: one sentence for whatever goes wrong, signals, log lines that stay lines. */
@NullMarked
package dev.baton.worker.program;

import org.jspecify.annotations.NullMarked;
