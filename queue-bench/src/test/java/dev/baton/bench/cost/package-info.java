@NullMarked
package dev.baton.bench.cost;

import org.jspecify.annotations.NullMarked;
