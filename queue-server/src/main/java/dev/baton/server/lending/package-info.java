/** Claims of remote consumers: leases, given out and taken back in batches. */
@NullMarked
package dev.baton.server.lending;

import org.jspecify.annotations.NullMarked;
