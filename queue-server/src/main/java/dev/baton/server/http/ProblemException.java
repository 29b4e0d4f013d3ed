package dev.baton.server.http;

/** Ends the work on a request with a problem. Has no stack: it tells of the request, not of our code. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    static ProblemException malformed(String detail) {
        return new ProblemException(Problem.of(ProblemKind.MALFORMED, detail));
    }

    Problem problem() {
        return problem;
    }
}
