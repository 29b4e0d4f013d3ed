/** Tests of the worker runtime: plain ones, ones on a store fed by hand, and ones on a real Redis. */
@NullMarked
package dev.baton.worker;

import org.jspecify.annotations.NullMarked;
