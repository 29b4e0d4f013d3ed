@NullMarked
package dev.baton.server.live;

import org.jspecify.annotations.NullMarked;
