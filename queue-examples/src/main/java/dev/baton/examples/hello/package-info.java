/** The shortest way from a payload to its result: what the README shows. */
@NullMarked
package dev.baton.examples.hello;

import org.jspecify.annotations.NullMarked;
