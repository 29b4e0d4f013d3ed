/** The command: options, start and orderly end. */
@NullMarked
package dev.baton.server.program;

import org.jspecify.annotations.NullMarked;
