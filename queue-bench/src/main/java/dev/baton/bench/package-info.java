/**
 * Measures what the queue does on this machine, beside what Redis alone does there, so that every figure is a ratio that
 * means something on another machine too. A {@link dev.baton.bench.lab.Trial} measures one thing once; a
 * {@link dev.baton.bench.Session} interleaves them in rounds. Trials lie in packages by what they measure.
 */
@NullMarked
package dev.baton.bench;

import org.jspecify.annotations.NullMarked;
