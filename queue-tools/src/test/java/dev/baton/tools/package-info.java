@NullMarked
package dev.baton.tools;

import org.jspecify.annotations.NullMarked;
