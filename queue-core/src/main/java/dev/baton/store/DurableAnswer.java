package dev.baton.store;

import dev.baton.model.Durability;
import java.util.List;

/**
 * What a durable enqueue found: the jobs are in the primary in any case.
 *
 * @param jobs one answer a job, in order
 * @param reached how far all of them had come when the wait ended
 */
public record DurableAnswer(List<EnqueueAnswer> jobs, Durability.Reached reached) {}
