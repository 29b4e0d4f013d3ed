/** Small programs to read and to run. Each takes the URI of a Redis, or starts the one that comes along. */
@NullMarked
package dev.baton.examples;

import org.jspecify.annotations.NullMarked;
