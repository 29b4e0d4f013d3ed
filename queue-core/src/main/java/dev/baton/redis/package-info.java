/**
 * The store on Redis: lettuce is seen here and nowhere else. Lua scripts walk the arrows of the state machine; this
 * package carries questions there and answers back, and decides what may be asked twice.
 */
@NullMarked
package dev.baton.redis;

import org.jspecify.annotations.NullMarked;
