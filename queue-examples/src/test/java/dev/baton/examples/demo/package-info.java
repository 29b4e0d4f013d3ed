@NullMarked
package dev.baton.examples.demo;

import org.jspecify.annotations.NullMarked;
