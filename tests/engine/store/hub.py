"""A hub on this computer: speaks as the Hugging Face hub and as ModelScope, and serves files of memory."""

from __future__ import annotations

import hashlib
import json
import re
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.engine.store import served

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class HubServer(served.Server):
    """Holds repositories: name -> path -> bytes; `gated` ones want the token "secret"; `pause` seconds a step."""

    def __init__(self, repos: dict[str, dict[str, bytes]], gated: bool) -> None:
        super().__init__(_Handler)
        self.repos, self.gated, self.asked, self.answer, self.pause = repos, gated, [], None, 0.0
        self.faults: list[tuple[int, dict[str, str]]] = []  # status and headers of the next answers to files


class _Handler(served.Handler):
    server: HubServer

    def do_GET(self) -> None:
        url = urllib.parse.urlsplit(self.path)
        words, query = urllib.parse.unquote(url.path).strip("/").split("/"), dict(urllib.parse.parse_qsl(url.query))
        self.server.asked.append(self.path)
        if self.server.gated and self.headers.get("Authorization") != "Bearer secret":
            return self._say(401, b"{}")
        if self.server.answer is not None:
            return self._say(200, self.server.answer)
        if words[:2] == ["api", "models"]:
            return self._files(words[2:4], _hugging_face)
        if words[:3] == ["api", "v1", "models"] and words[-1] == "files":
            return self._files(words[3:5], _modelscope)
        if words[:3] == ["api", "v1", "models"]:
            return self._file(words[3:5], query["FilePath"])
        return self._file(words[:2], "/".join(words[4:]))

    def _files(self, repo: list[str], form: Any) -> None:
        files = self.server.repos.get("/".join(repo))
        self._say(404, b"{}") if files is None else self._say(200, json.dumps(form(files)).encode())

    def _file(self, repo: list[str], path: str) -> None:
        data = self.server.repos.get("/".join(repo), {}).get(path)
        if self.server.faults:
            status, head = self.server.faults.pop(0)
            return self._say(status, b"", head)
        if data is None:
            return self._say(404, b"")
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range") or "")
        if found is None:
            return self._say(200, data)
        start, end = int(found[1]), int(found[2]) + 1
        return self._say(206, data[start:end], {"Content-Range": f"bytes {start}-{end - 1}/{len(data)}"})

    def _say(self, status: int, body: bytes, head: dict[str, str] | None = None) -> None:
        plain = {"Content-Type": "application/octet-stream", "Content-Length": str(len(body))}
        self.say_head(status, {**plain, **(head or {})})
        self.pour(body, self.server.pause)


def _hugging_face(files: dict[str, bytes]) -> dict[str, Any]:
    siblings: list[dict[str, Any]] = []
    for path, data in files.items():
        one: dict[str, Any] = {"rfilename": path, "size": len(data), "blobId": git_sha1(data)}
        if path.endswith((".safetensors", ".gguf", ".pth")):
            one |= {"blobId": "0" * 40, "lfs": {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}}
        siblings.append(one)
    return {"id": "x", "sha": COMMIT, "siblings": siblings}


def _modelscope(files: dict[str, bytes]) -> dict[str, Any]:
    rows = [
        {"Path": path, "Size": len(data), "Sha256": hashlib.sha256(data).hexdigest(), "Type": "blob"}
        for path, data in files.items()
    ]
    return {"Code": 200, "Data": {"Files": [{"Path": "folder", "Type": "tree"}, *rows]}}


def git_sha1(data: bytes) -> str:
    """What Git calls these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


@contextmanager
def hub(repos: dict[str, dict[str, bytes]], gated: bool = False) -> Iterator[HubServer]:
    """A server that is gone afterwards."""
    with served.running(HubServer(repos, gated)) as server:
        yield server
