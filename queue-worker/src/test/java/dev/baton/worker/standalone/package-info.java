@NullMarked
package dev.baton.worker.standalone;

import org.jspecify.annotations.NullMarked;
