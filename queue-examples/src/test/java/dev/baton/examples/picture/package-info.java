/** Draws the picture of the demo; see CONTRIBUTING.md. */
@NullMarked
package dev.baton.examples.picture;

import org.jspecify.annotations.NullMarked;
