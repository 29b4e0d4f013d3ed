package dev.baton.doctor;

/**
 * What became of one finding that can be mended.
 *
 * @param finding what was found
 * @param mended whether anything was changed; false if it was right again, or no longer what it was
 * @param deed what was done, in words
 */
public record Repair(Finding finding, boolean mended, String deed) {}
