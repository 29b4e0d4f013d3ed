/**
 * The worker runtime. {@link dev.baton.worker.RunningWorker} is the whole; a {@link dev.baton.worker.QueueRunner} works on
 * one queue; every background duty is a small class with one callable bounded pass, and the {@link
 * dev.baton.worker.Ticker} owns all timing.
 */
@NullMarked
package dev.baton.worker;

import org.jspecify.annotations.NullMarked;
