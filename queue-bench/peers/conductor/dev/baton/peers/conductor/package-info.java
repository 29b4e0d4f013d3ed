/**
 * Compares peers: {@link dev.baton.peers.conductor.Comparison} fetches them, starts each as a child process, and lets them
 * do the same things in turns; {@link dev.baton.peers.conductor.Measurement} is one such thing.
 */
@NullMarked
package dev.baton.peers.conductor;

import org.jspecify.annotations.NullMarked;
