/**
 * What tests of a queue need: a real Redis for each test, its raw truth, and a wire that can be cut; jobs in any status, a
 * clock moved by hand, and the background duties one pass at a time.
 */
@NullMarked
package dev.baton.testkit;

import org.jspecify.annotations.NullMarked;
