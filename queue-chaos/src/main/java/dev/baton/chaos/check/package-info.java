/** The checker: reads the keys and the logs without any code of the product, and says what broke the promise. */
@NullMarked
package dev.baton.chaos.check;

import org.jspecify.annotations.NullMarked;
