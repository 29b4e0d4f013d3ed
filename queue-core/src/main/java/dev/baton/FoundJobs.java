package dev.baton;

import dev.baton.model.JobView;
import java.util.List;
import java.util.Optional;

/**
 * What one call of a search found.
 *
 * @param jobs the jobs, with what a listing shows of each
 * @param read how many jobs were read for this answer
 * @param next asks for what follows, with the same filter; empty at the end
 */
public record FoundJobs(List<JobView> jobs, long read, Optional<PageRequest> next) {}
