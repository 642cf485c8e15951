"""Asks the hubs what the catalogue does not know of a file: its length, its hash, and the commit it is of."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from engine.api.errors import DownloadInterrupted, DownloadRefused, EngineError, NotTheServer
from engine.api.published import Hub, PublishedFile, Source
from engine.store.offline import Network
from engine.store.sources import Endpoint, Listed, Listing, addresses, list_files
from engine.store.verify import never
from engine.store.wanted import Stop, Wanted


def wanted(file: PublishedFile, servers: Iterable[Endpoint]) -> Wanted:
    """The file with its addresses on those servers."""
    return Wanted(addresses(file.sources, servers), file.bytes, file.sha256, file.git_sha1)


def learn(
    files: Iterable[PublishedFile], network: Network, servers: Iterable[Endpoint], stop: Stop = never
) -> tuple[PublishedFile, ...]:
    """The files with length, hash and commit; those that have a hash already are not asked for.

    Each repository is asked for once.  Raises Offline, Cancelled, and what the last server said when none of them
    answered; a file that no hub lists stays as it is.
    """
    asked = _Listings(network, tuple(servers), stop)
    return tuple(file if file.sha256 or file.git_sha1 else _learnt(file, asked) for file in files)


class _Listings:
    def __init__(self, network: Network, servers: tuple[Endpoint, ...], stop: Stop) -> None:
        self._network, self._servers, self._stop = network, servers, stop
        self._known: dict[tuple[Hub, str, str], Listing] = {}

    def of(self, source: Source) -> Listing | None:
        """What the repository holds; None where nobody lists it."""
        key = (source.hub, source.repo, source.revision)
        if key in self._known:
            return self._known[key]
        last: EngineError | None = None
        for server in (one for one in self._servers if one.hub is source.hub):
            try:
                self._known[key] = list_files(self._network, server, source.repo, source.revision, self._stop)
                return self._known[key]
            except (DownloadRefused, DownloadInterrupted, NotTheServer) as told:
                last = told
        if last:
            raise last
        return None


def _learnt(file: PublishedFile, asked: _Listings) -> PublishedFile:
    last: EngineError | None = None
    for source in file.sources:
        try:
            listing = asked.of(source)
        except (DownloadRefused, DownloadInterrupted, NotTheServer) as told:
            last = told
            continue
        found = next((one for one in listing.files if one.path == source.path), None) if listing else None
        if listing and found:
            return _with(file, source, listing, found)
    if last:
        raise last
    return file


def _with(file: PublishedFile, source: Source, listing: Listing, found: Listed) -> PublishedFile:
    """The other sources stay, for what comes from them is held against the same hash."""
    pinned = msgspec.structs.replace(source, revision=source.revision or listing.revision)
    return msgspec.structs.replace(
        file,
        sources=tuple(pinned if one == source else one for one in file.sources),
        bytes=found.bytes,
        sha256=found.sha256,
        git_sha1=found.git_sha1,
    )
