@NullMarked
package dev.baton.bench.lab;

import org.jspecify.annotations.NullMarked;
