/** A producer that knows nothing of the worker: what docker-compose.yml starts. */
@NullMarked
package dev.baton.examples.producer;

import org.jspecify.annotations.NullMarked;
