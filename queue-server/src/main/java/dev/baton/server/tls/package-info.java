/** TLS at the doors, and for those who come to them: certificates and keys out of PEM files. */
@NullMarked
package dev.baton.server.tls;

import org.jspecify.annotations.NullMarked;
