@NullMarked
package dev.baton.server.client;

import org.jspecify.annotations.NullMarked;
