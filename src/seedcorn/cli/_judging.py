"""What every command that judges a backlog is told, as one value, and the case that it makes of it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property, reduce, wraps
from pathlib import Path
from typing import Any

from seedcorn.baseline import Baseline
from seedcorn.cli import _options as options
from seedcorn.cli._audience import Audience, is_public
from seedcorn.cli._baseline import baseline_of
from seedcorn.cli._comparing import check_outputs, deliver_comparison, exit_of
from seedcorn.cli._facts import Asked, Folder, facts
from seedcorn.cli._judges import Judge
from seedcorn.cli._moment import now
from seedcorn.cli._outputs import Output
from seedcorn.cli._reading import Means, looking_back
from seedcorn.cli._register import register_of
from seedcorn.comparison import Comparison
from seedcorn.errors import Exit
from seedcorn.policy import Policy, load_policy
from seedcorn.register import Register
from seedcorn.report import Level
from seedcorn.supposing import Case
from seedcorn.transport.patience import Allowance

_READING = (
    options.POLICY,
    options.REGISTER,
    options.CUSTOMER_LABELS,
    options.SNAPSHOT,
    options.ENGINE,
    options.AUDIENCE,
    options.MAX_WAIT,
    options.BUDGET,
)
_ANSWERING = (
    options.POLICY,
    options.REGISTER,
    options.BASELINE,
    options.CUSTOMER_LABELS,
    options.SNAPSHOT,
    options.ENGINE,
    options.FAIL_ON,
    options.STRICT,
    options.OUTPUTS,
    options.QUERY,
    options.AUDIENCE,
    options.MAX_WAIT,
    options.BUDGET,
    options.VERBOSE,
)


@dataclass(frozen=True, kw_only=True)
class Judging:
    """The options that such a command has, and what they come to, each worked out once."""

    policy: str | None
    register: Path | None
    customer_labels: tuple[str, ...]
    folder: Folder | None
    engine: str
    audience: Audience
    max_wait: int
    budget: int | None
    baseline_file: Path | None = None
    fail_on: Level = Level.ERROR
    strict: bool = False
    outputs: tuple[Output, ...] = ()
    verbose: bool = False

    @cached_property
    def clock(self) -> datetime:
        """When the command was started."""
        return now()

    @cached_property
    def is_public(self) -> bool:
        """Whether everybody can read what is printed."""
        return is_public(self.audience, os.environ)

    @cached_property
    def judged_by(self) -> Policy:
        """The policy."""
        return load_policy(self.policy, customer_labels=self.customer_labels)

    @cached_property
    def customers(self) -> Register | None:
        """The register."""
        return register_of(self.register, self.judged_by)

    @cached_property
    def baseline(self) -> Baseline | None:
        """What was broken before, if the command line or the policy names a baseline."""
        return baseline_of(self.baseline_file, self.judged_by)

    @cached_property
    def allowance(self) -> Allowance:
        """What the whole run may spend."""
        return options.allowance(self.max_wait, self.budget)

    def means_of(self, policy: Policy, *, history: bool = False) -> Means:
        """With what is read, for what a policy looks at, and where a command looks back for the history."""
        places = looking_back(policy.places, history=history)
        return Means(allowance=self.allowance, places=places, public=self.is_public)

    @contextmanager
    def case(
        self,
        sources: tuple[str, ...],
        *,
        otherwise: tuple[str, ...] = (),
        by: Judge | None = None,
        history: bool = False,
    ) -> Iterator[Case]:
        """The case of these sources, of a snapshot, of the policy's sources or else of others.

        `by` is the policy, the register and the baseline to judge by, where they are not those of the
        command line. `history` is for a command that looks back.
        """
        policy, register, baseline = by or (self.judged_by, self.customers, self.baseline)
        means = self.means_of(policy, history=history)
        asked = Asked(sources=sources, folder=self.folder, engine=self.engine, means=means, reported=True)
        with facts(asked, policy.sources or otherwise, now=self.clock) as snapshot:
            yield Case(
                snapshot=snapshot,
                policy=policy,
                register=register,
                now=snapshot.collected_at if self.folder else self.clock,
                fail_on=self.fail_on,
                strict=self.strict,
                baseline=baseline,
            )

    def deliver(
        self, comparison: Comparison, register: Register | None, *, also: tuple[Comparison, ...] = ()
    ) -> Exit:
        """Write what came of it where it was asked for; what the run then exits with.

        `also` are others that people read before it.
        """
        deliver_comparison(
            (comparison, *also), self.outputs, verbose=self.verbose, public=self.is_public, register=register
        )
        return exit_of(comparison)


def judging(command: Callable[..., Exit]) -> Callable[..., Exit]:
    """Give a command of comparisons these options; it is called with all of them as `judging`."""
    return _with(_ANSWERING, command)


def reading(command: Callable[..., Exit]) -> Callable[..., Exit]:
    """The same for a command that writes no report, and judges by no baseline: without what is for those."""
    return _with(_READING, command)


def _with(several: tuple[Callable[[Any], Any], ...], command: Callable[..., Exit]) -> Callable[..., Exit]:
    @wraps(command)
    def called(**given: Any) -> Exit:
        known = [field.name for field in fields(Judging) if field.name in given]
        told = Judging(**{name: given.pop(name) for name in known})
        check_outputs(told.outputs)
        return command(judging=told, **given)

    return reduce(lambda wrapped, option: option(wrapped), reversed(several), called)
