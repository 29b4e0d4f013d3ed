/** What an application types: connect, enqueue, ask, and run workers. */
@NullMarked
package dev.baton;

import org.jspecify.annotations.NullMarked;
