/** The commands for operators: {@code ./baton doctor} and {@code ./baton acl}. */
@NullMarked
package dev.baton.tools;

import org.jspecify.annotations.NullMarked;
