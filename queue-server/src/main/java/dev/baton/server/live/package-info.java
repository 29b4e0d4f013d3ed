/** Live events for those who watch through the gateway: one reader a queue, however many listen. */
@NullMarked
package dev.baton.server.live;

import org.jspecify.annotations.NullMarked;
