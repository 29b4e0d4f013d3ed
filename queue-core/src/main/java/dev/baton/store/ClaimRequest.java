package dev.baton.store;

/**
 * What a claim asks for.
 *
 * @param call unique among all calls of the incarnation, in the grammar {@code [a-z0-9]+}; it is the nonce of every job
 *     that it claims, or, of jobs that are lent, makes the nonce together with the id, and so is known here before it is
 *     sent. A claim request is never sent twice
 * @param most how many jobs at most, 0 to 1000; with 0 nothing is claimed and the incarnation is not checked
 * @param maxBytes how many bytes of records at most; one job is always brought
 */
public record ClaimRequest(String call, int most, int maxBytes) {}
