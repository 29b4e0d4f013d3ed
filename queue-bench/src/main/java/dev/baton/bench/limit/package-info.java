/** What Redis alone does on this machine: what every figure is compared with. */
@NullMarked
package dev.baton.bench.limit;

import org.jspecify.annotations.NullMarked;
