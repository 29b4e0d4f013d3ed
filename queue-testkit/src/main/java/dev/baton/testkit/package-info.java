/** What tests of a queue need: a real Redis for each test, its raw truth, and a wire that can be cut. */
@NullMarked
package dev.baton.testkit;

import org.jspecify.annotations.NullMarked;
