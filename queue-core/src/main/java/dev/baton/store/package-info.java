/** The ports through which the client and the worker reach the store, and the values that pass through them. */
@NullMarked
package dev.baton.store;

import org.jspecify.annotations.NullMarked;
