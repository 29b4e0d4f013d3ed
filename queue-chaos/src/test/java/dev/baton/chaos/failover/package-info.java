/** Sentinel and Cluster with real processes that die, freeze and hand over. */
@org.jspecify.annotations.NullMarked
package dev.baton.chaos.failover;
