@NullMarked
package dev.baton.examples.docs;

import org.jspecify.annotations.NullMarked;
