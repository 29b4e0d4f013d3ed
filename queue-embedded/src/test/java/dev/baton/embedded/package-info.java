@NullMarked
package dev.baton.embedded;

import org.jspecify.annotations.NullMarked;
