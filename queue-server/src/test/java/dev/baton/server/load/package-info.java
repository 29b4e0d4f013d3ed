@NullMarked
package dev.baton.server.load;

import org.jspecify.annotations.NullMarked;
