/** Files and samples of the dashboard. */
@NullMarked
package dev.baton.server.dashboard;

import org.jspecify.annotations.NullMarked;
