@NullMarked
package dev.baton.doctor;

import org.jspecify.annotations.NullMarked;
