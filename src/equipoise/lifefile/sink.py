"""Where readers put what they find wrong: path and words first, file and line only when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from equipoise.domain.errors import Finding
from equipoise.lifefile.notation import NotationError
from equipoise.lifefile.suggest import slug

__all__ = ["BAD", "Bad", "Path", "Problem", "Sink"]

Path = tuple[str | int, ...]
"""Where something stands in the file: keys of tables and positions in arrays, counted from 0."""


class Bad:
    """Type of ``BAD``, which readers return for what cannot be read; the problem is in the sink."""

    def __repr__(self) -> str:
        return "BAD"


BAD = Bad()


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding whose place is still a path."""

    path: Path
    message: str
    cure: str = ""
    warning: bool = False


@dataclass
class Sink:
    """Collects problems.

    Attributes:
        problems: what was found so far.
        patience: how many did-you-mean searches are still allowed, so that a file full of slips stays quick.
    """

    problems: list[Problem] = field(default_factory=list)
    patience: int = 40

    def add(self, path: Path, message: str, cure: str = "") -> Bad:
        """Record an error at ``path``; return ``BAD``, so that a reader can say ``return sink.add(...)``."""
        self.problems.append(Problem(path, message, cure))
        return BAD

    def warn(self, path: Path, message: str, cure: str = "") -> None:
        """Record what planning can go on without."""
        self.problems.append(Problem(path, message, cure, warning=True))

    def notation(self, path: Path, error: NotationError) -> Bad:
        """Record what the notation refused."""
        return self.add(path, error.message, error.cure)

    def may_search(self) -> bool:
        """Tell whether one more costly search is allowed, and count it."""
        self.patience -= 1
        return self.patience >= 0

    @property
    def failed(self) -> bool:
        """Tell whether any error (not only warnings) was found."""
        return any(not problem.warning for problem in self.problems)

    def findings(self, name: str, lines: Mapping[Path, int], data: object) -> tuple[Finding, ...]:
        """Return the problems as findings of the file ``name``, in the order of their lines."""
        out = [
            Finding(
                problem.message,
                problem.cure,
                name,
                _line(problem.path, lines),
                _dotted(problem.path, data),
                problem.warning,
            )
            for problem in self.problems
        ]
        return tuple(sorted(out, key=lambda finding: finding.line))


def _line(path: Path, lines: Mapping[Path, int]) -> int:
    """Return the line of the deepest part of ``path`` that stands in the file."""
    for end in range(len(path), 0, -1):
        line = lines.get(path[:end])
        if line:
            return line
    return 1 if lines or not path else 0


def _dotted(path: Path, data: object) -> str:
    """Return ``path`` with dots; an element of an array goes by its id, title or number counted from 1."""
    parts: list[str] = []
    for part in path:
        inner: object = None
        if isinstance(part, str):
            parts.append(part)
            inner = data.get(part) if isinstance(data, Mapping) else None
        else:
            if isinstance(data, Sequence) and not isinstance(data, str) and part < len(data):
                inner = data[part]
            parts.append(_name(inner) or str(part + 1))
        data = inner
    return ".".join(parts)


def _name(item: object) -> str:
    if not isinstance(item, Mapping):
        return ""
    own = item.get("id")
    if isinstance(own, str) and own and len(own) <= 60:
        return own
    title = item.get("title") or item.get("name")
    return slug(title)[:60] if isinstance(title, str) else ""
