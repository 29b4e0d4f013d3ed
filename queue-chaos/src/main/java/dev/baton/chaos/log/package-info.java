/** The append-only event logs that processes of the fault suite write, and their reader. */
@NullMarked
package dev.baton.chaos.log;

import org.jspecify.annotations.NullMarked;
