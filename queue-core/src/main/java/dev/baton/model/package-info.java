/** The vocabulary: jobs, their states and the arrows between them. Depends on nothing but the JDK. */
@NullMarked
package dev.baton.model;

import org.jspecify.annotations.NullMarked;
