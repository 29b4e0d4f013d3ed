/**
 * Workers in JVMs of their own that are killed, frozen and told to stop, wires that lose answers, and a Redis that
 * crashes; and an {@link dev.baton.worker.faults.Audit} that then looks for what was lost.
 */
@NullMarked
package dev.baton.worker.faults;

import org.jspecify.annotations.NullMarked;
