/**
 * Looks at queues from outside, by the documented keys alone, and says what is wrong there: start at
 * {@link dev.baton.doctor.Doctor}. None of the code that writes the keys is used here, so that the two can disagree.
 */
@NullMarked
package dev.baton.doctor;

import org.jspecify.annotations.NullMarked;
