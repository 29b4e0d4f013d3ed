/**
 * The fault suite: {@code ./baton chaos}. A row of the matrix sets a scene of real processes, breaks something, and lets the
 * checker judge the event log and the keys; see docs/adr/0011-the-fault-suite.md.
 */
@NullMarked
package dev.baton.chaos;

import org.jspecify.annotations.NullMarked;
