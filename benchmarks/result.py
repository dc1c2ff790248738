"""What every benchmark answers with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """`ratio` is the measured figure (a ratio, or seconds where the name says so); at most `limit` is ok."""

    name: str
    ratio: float
    limit: float

    @property
    def is_ok(self) -> bool:
        return self.ratio <= self.limit

    def line(self) -> str:
        return f"bench {self.name} ratio={self.ratio:.4g} limit={self.limit:g} {'ok' if self.is_ok else 'short'}"
