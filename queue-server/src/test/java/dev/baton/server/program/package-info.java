@NullMarked
package dev.baton.server.program;

import org.jspecify.annotations.NullMarked;
