/** Who may do what: API keys, their roles, and how much of it. */
@NullMarked
package dev.baton.server.access;

import org.jspecify.annotations.NullMarked;
