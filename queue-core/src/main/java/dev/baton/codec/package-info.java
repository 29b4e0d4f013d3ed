/** The seam between Java values and the bytes that are stored. */
@NullMarked
package dev.baton.codec;

import org.jspecify.annotations.NullMarked;
