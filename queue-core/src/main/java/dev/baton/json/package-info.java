/** The JSON in which jobs travel: the one package that sees Jackson. */
@NullMarked
package dev.baton.json;

import org.jspecify.annotations.NullMarked;
