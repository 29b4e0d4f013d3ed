@NullMarked
package dev.baton.server.lending;

import org.jspecify.annotations.NullMarked;
