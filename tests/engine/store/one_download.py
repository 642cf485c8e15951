"""Fetches one file, as a program of its own that a test can kill: URL TARGET BYTES SHA256 CHUNK."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.store.offline import Network
from engine.store.transfer import fetch
from engine.store.wanted import Address, Rules, Wanted

if __name__ == "__main__":
    url, target, size, sha256, chunk = sys.argv[1:]
    arrived = fetch(
        Wanted((Address(url),), int(size), sha256),
        Path(target),
        Network(lambda: False, proxies={}),
        Rules(chunk=int(chunk), margin=0, first_wait=0.01),
    )
    print(arrived.fetched)
