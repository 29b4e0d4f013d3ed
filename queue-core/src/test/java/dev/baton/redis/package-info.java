@NullMarked
package dev.baton.redis;

import org.jspecify.annotations.NullMarked;
