/**
 * A real Redis that comes along: a {@code redis-server} process of one's own, on the loopback interface, that ends with
 * the JVM that started it.
 */
@NullMarked
package dev.baton.embedded;

import org.jspecify.annotations.NullMarked;
