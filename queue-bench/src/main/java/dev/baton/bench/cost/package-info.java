/** What jobs and queues cost Redis and the worker. */
@NullMarked
package dev.baton.bench.cost;

import org.jspecify.annotations.NullMarked;
