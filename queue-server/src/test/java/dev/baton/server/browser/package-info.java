/** A real Chromium, driven by its DevTools protocol over the JDK's own WebSocket: no driver has to be downloaded. */
@NullMarked
package dev.baton.server.browser;

import org.jspecify.annotations.NullMarked;
