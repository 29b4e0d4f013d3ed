@NullMarked
package dev.baton.server.http;

import org.jspecify.annotations.NullMarked;
