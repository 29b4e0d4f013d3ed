/** The TCP door: lines of UTF-8 in, an answer line each out, for everything that can open a socket. */
@NullMarked
package dev.baton.server.tcp;

import org.jspecify.annotations.NullMarked;
