"""What can go wrong when a service is asked."""

from __future__ import annotations

from service.api.problem_document import Problem


class ChorusError(Exception):
    """A request was not answered as asked. `passing`: whether the same request may be answered a little later."""

    passing = False
    retry_after_seconds: float | None = None
    """How long the service asks to wait; None where it does not say."""


class UnreachableError(ChorusError):
    """The service cannot be reached, or was not heard to the end.

    timed_out: whether it took a request and did not answer in time; asking again would make it work twice.
    """

    def __init__(self, message: str, *, timed_out: bool = False) -> None:
        super().__init__(message)
        self.timed_out = timed_out
        self.passing = not timed_out


class UnexpectedAnswerError(ChorusError):
    """The address answered, but not as this version of Chorus does."""


class StatusError(ChorusError):
    """The service answered with a status from 400 on.

    problem: the problem document; None where there is none, as from a proxy. request_id: of the header, or None.
    """

    def __init__(
        self,
        *,
        status: int,
        reason: str,
        problem: Problem | None = None,
        retry_after_seconds: float | None = None,
        request_id: str | None = None,
    ) -> None:
        self.status = status
        self.reason = reason
        self.problem = problem
        self.retry_after_seconds = retry_after_seconds
        self.request_id = request_id
        self.passing = status in {429, 502, 503}
        title = f"{status} {problem.title if problem else reason}"
        super().__init__(f"{title}: {_describe(problem)}" if problem else f"{title}, without a reason")


class RefusedError(StatusError):
    """The service refused the request: a status from 400 to 499. `problem.errors` names each wrong field."""


class FailedError(StatusError):
    """The service failed: a status of 500 or above."""


def _describe(problem: Problem) -> str:
    """What is wrong, where fields are all of them."""
    if problem.errors is None:
        return problem.detail
    return "; ".join(f"{error.pointer or 'the body'}: {error.detail}" for error in problem.errors)
