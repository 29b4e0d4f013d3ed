@NullMarked
package dev.baton.worker.program;

import org.jspecify.annotations.NullMarked;
