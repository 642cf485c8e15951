"""What outlives a power cut, on every kind of drive."""

from __future__ import annotations

import errno
import os
import sys

import pytest

from engine.disk import sync_folder


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does it by itself")
@pytest.mark.parametrize(("number", "told"), [(errno.EINVAL, False), (errno.ENOTSUP, False), (errno.EIO, True)])
def test_a_drive_that_cannot_be_asked_to_wait_is_trusted_and_one_that_fails_is_not(number, told, tmp_path, monkeypatch):
    def fsync(_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fsync)
    if not told:
        sync_folder(tmp_path)
        return
    with pytest.raises(OSError, match=os.strerror(number)):
        sync_folder(tmp_path)
