/** What can be done to the code so that a row fails: scripts whose text is changed, stores that break a rule. */
@NullMarked
package dev.baton.chaos.sabotage;

import org.jspecify.annotations.NullMarked;
