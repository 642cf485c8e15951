"""Where files are published: the Hugging Face hub and its mirrors, ModelScope, and plain addresses.

Only the metadata is JSON of the hubs; what they say of lengths and hashes is checked before it is used.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from engine.api.published import Hub, Source, check_hashes
from engine.store.offline import Network, not_the_server
from engine.store.verify import never
from engine.store.wanted import Address, Stop

HUGGING_FACE = "https://huggingface.co"
MODELSCOPE = "https://modelscope.cn"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that speaks the protocol of a hub: the hub itself or a mirror of it."""

    hub: Hub
    base: str  # https://host, without a slash at the end
    token: str = field(default="", repr=False)  # of this very server


class Listed(msgspec.Struct, frozen=True):
    """A file as a hub lists it; its path is foreign text that is only compared, never used as a place."""

    path: str
    bytes: int = 0
    sha256: str = ""
    git_sha1: str = ""

    def __post_init__(self) -> None:
        check_hashes(self.path[:80], self.sha256, self.git_sha1)
        if self.bytes < 0:
            raise ValueError(f"{self.path[:80]}: {self.bytes} is no length")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a repository holds at one commit."""

    revision: str
    files: tuple[Listed, ...]


def endpoints(environ: Mapping[str, str], mirrors: Iterable[str] = (), token: str = "") -> tuple[Endpoint, ...]:
    """The servers to ask, the preferred first.

    mirrors   bases of mirrors of the Hugging Face hub that the person added; HF_ENDPOINT of the environment too
    token     of the Hugging Face hub itself, or HF_TOKEN; no mirror ever hears it
    """
    named = [base.rstrip("/") for base in (*mirrors, environ.get("HF_ENDPOINT", "")) if base]
    others = [Endpoint(Hub.HUGGING_FACE, base) for base in dict.fromkeys(named) if base != HUGGING_FACE]
    own = Endpoint(Hub.HUGGING_FACE, HUGGING_FACE, token or environ.get("HF_TOKEN", ""))
    return (*others, own, Endpoint(Hub.MODELSCOPE, MODELSCOPE))


def address(endpoint: Endpoint, source: Source) -> Address:
    """Where that server has the file."""
    repo, path = urllib.parse.quote(source.repo), urllib.parse.quote(source.path)
    if endpoint.hub is Hub.HUGGING_FACE:
        revision = urllib.parse.quote(source.revision or "main", safe="")
        return Address(f"{endpoint.base}/{repo}/resolve/{revision}/{path}", endpoint.token)
    query = urllib.parse.urlencode({"Revision": source.revision or "master", "FilePath": source.path})
    return Address(f"{endpoint.base}/api/v1/models/{repo}/repo?{query}", endpoint.token)


def addresses(sources: Iterable[Source], servers: Iterable[Endpoint]) -> tuple[Address, ...]:
    """Every address of a file, in the order of the sources and, for each, of the servers."""
    servers = tuple(servers)
    found: list[Address] = []
    for source in sources:
        if source.hub is Hub.PLAIN:
            found.append(Address(source.path))
        found += [address(one, source) for one in servers if one.hub is source.hub]
    return tuple(dict.fromkeys(found))


def list_files(network: Network, endpoint: Endpoint, repo: str, revision: str = "", stop: Stop = never) -> Listing:
    """Ask a server what a repository holds.

    Raises Offline, DownloadRefused, DownloadInterrupted, NotTheServer, Cancelled.
    """
    name = urllib.parse.quote(repo)
    try:
        if endpoint.hub is Hub.HUGGING_FACE:
            asked = urllib.parse.quote(revision or "main", safe="")
            url = f"{endpoint.base}/api/models/{name}/revision/{asked}?blobs=true"
            seen = msgspec.convert(network.json(url, endpoint.token, stop), _HuggingFace)
            return Listing(seen.sha, tuple(one.listed() for one in seen.siblings))
        query = urllib.parse.urlencode({"Revision": revision or "master", "Recursive": "True"})
        url = f"{endpoint.base}/api/v1/models/{name}/repo/files?{query}"
        data = msgspec.convert(network.json(url, endpoint.token, stop), _ModelScope).Data
        files = tuple(Listed(f.Path, f.Size, f.Sha256 or "") for f in data.Files if f.Type != "tree")
        return Listing(revision or "master", files)
    except (msgspec.ValidationError, ValueError) as strange:
        raise not_the_server(f"The list of {repo} is not in the form it should have.", str(strange)) from strange


class _Large(msgspec.Struct):
    sha256: str


class _Sibling(msgspec.Struct):
    rfilename: str
    size: int | None = None
    blobId: str | None = None
    lfs: _Large | None = None

    def listed(self) -> Listed:
        """The same in our words; a large file's Git name is that of its pointer and proves nothing."""
        if self.lfs:
            return Listed(self.rfilename, self.size or 0, self.lfs.sha256)
        return Listed(self.rfilename, self.size or 0, git_sha1=self.blobId or "")


class _HuggingFace(msgspec.Struct):
    sha: str
    siblings: list[_Sibling]


class _File(msgspec.Struct):
    Path: str
    Type: str
    Size: int = 0
    Sha256: str | None = None


class _Files(msgspec.Struct):
    Files: list[_File]


class _ModelScope(msgspec.Struct):
    Data: _Files
