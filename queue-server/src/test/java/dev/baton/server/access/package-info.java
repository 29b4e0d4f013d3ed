@NullMarked
package dev.baton.server.access;

import org.jspecify.annotations.NullMarked;
