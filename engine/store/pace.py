"""How fast a download goes, over the last seconds."""

from __future__ import annotations

from collections import deque

SPAN = 10.0  # seconds that are looked back


class Pace:
    """Told how many bytes are here; answers with bytes a second."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()  # (second, bytes)

    def add(self, now: float, done: int) -> None:
        """So many bytes are here now; fewer than before means that some were wrong, and counting begins anew."""
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((now, done))
        while len(self._seen) > 2 and now - self._seen[1][0] >= SPAN:
            self._seen.popleft()

    def rate(self, now: float) -> float:
        """Bytes a second; 0 until there is something to tell."""
        if len(self._seen) < 2 or now - self._seen[-1][0] > SPAN:
            return 0.0
        (began, before), (_, done) = self._seen[0], self._seen[-1]
        return (done - before) / max(now - began, 0.5)
