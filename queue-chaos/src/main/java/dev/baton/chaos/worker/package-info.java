/** The processes that are broken: workers that tell what they do, halt where they are told to and can be sabotaged, and producers. */
@NullMarked
package dev.baton.chaos.worker;

import org.jspecify.annotations.NullMarked;
