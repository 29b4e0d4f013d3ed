/** What the checker takes for lost, and what not. */
@org.jspecify.annotations.NullMarked
package dev.baton.chaos.check;
