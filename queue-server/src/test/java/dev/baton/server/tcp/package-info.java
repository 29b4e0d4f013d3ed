@NullMarked
package dev.baton.server.tcp;

import org.jspecify.annotations.NullMarked;
