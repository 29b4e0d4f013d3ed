/** The deterministic simulation: the worker's own code on a model of Redis, in orders that a seed picks. */
@NullMarked
package dev.baton.simulation;

import org.jspecify.annotations.NullMarked;
