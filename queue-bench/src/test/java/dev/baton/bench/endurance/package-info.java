@NullMarked
package dev.baton.bench.endurance;

import org.jspecify.annotations.NullMarked;
