/** What the dashboard needs beside REST: its files, and samples of the queues over the last hour. */
@NullMarked
package dev.baton.server.dashboard;

import org.jspecify.annotations.NullMarked;
