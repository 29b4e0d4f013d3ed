/** The stage of a row: processes, wires, servers, and the order in which they are broken. */
@NullMarked
package dev.baton.chaos.scene;

import org.jspecify.annotations.NullMarked;
