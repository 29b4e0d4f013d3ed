package dev.baton.store;

/**
 * What a claim asks for.
 *
 * @param call unique among all calls of the incarnation, in the grammar {@code [a-z0-9]+}; the nonces of the claim are
 *     {@code call-1, call-2 …}, so they are known here before they are sent. A claim request is never sent twice
 * @param most how many jobs at most, 0 to 1000; with 0 nothing is claimed and the incarnation is not checked
 * @param maxBytes how many bytes of records at most; one job is always brought
 */
public record ClaimRequest(String call, int most, int maxBytes) {}
