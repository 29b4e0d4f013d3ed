/** The command {@code ./baton client}: talks to the TCP door, for people and for scripts. */
@NullMarked
package dev.baton.server.client;

import org.jspecify.annotations.NullMarked;
