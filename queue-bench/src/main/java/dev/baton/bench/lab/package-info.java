/** What trials work with: a Redis, payloads, clocks, and where they write down what they found. */
@NullMarked
package dev.baton.bench.lab;

import org.jspecify.annotations.NullMarked;
