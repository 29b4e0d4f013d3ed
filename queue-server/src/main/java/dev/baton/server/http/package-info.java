/** The HTTP door: REST for everyone who is not Java, one table of routes, one kind of error. */
@NullMarked
package dev.baton.server.http;

import org.jspecify.annotations.NullMarked;
