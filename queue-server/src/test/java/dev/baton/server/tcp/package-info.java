@org.jspecify.annotations.NullMarked
package dev.baton.server.tcp;
