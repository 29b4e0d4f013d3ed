/** The gateway's common ground: what its doors share. */
@NullMarked
package dev.baton.server;

import org.jspecify.annotations.NullMarked;
