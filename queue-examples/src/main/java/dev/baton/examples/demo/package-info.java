/** {@code ./baton demo}: real files, several worker processes, one of them killed, and a count of what is missing. */
@NullMarked
package dev.baton.examples.demo;

import org.jspecify.annotations.NullMarked;
