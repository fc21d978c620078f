"""Bounded unpacking: gzip streams are recognised, opened, and refused when they unpack to far more than they hold."""

from __future__ import annotations

from dataclasses import dataclass
from gzip import GzipFile
from io import BufferedReader, RawIOBase
from typing import BinaryIO, cast

MAGIC = b"\x1f\x8b"
_BUFFER = 1 << 18


@dataclass(frozen=True, slots=True)
class Limits:
    """How far one report may unpack: in all, and as a multiple of its packed size once `ratio_from` bytes are out.

    A row of a real report names its person, and names hardly shrink: ratios above 30 have not been seen. Deflate itself
    ends at 1,032, which only constructed data comes near.
    """

    unpacked_bytes: int = 2 << 30
    ratio: int = 200
    ratio_from: int = 4 << 20


DEFAULT_LIMITS = Limits()


class TooLargeError(OSError):
    """A report unpacks to more than is allowed. Its text is a sentence."""


def unpacked(name: str, stream: BufferedReader, limits: Limits = DEFAULT_LIMITS) -> BinaryIO:
    """The stream's plain bytes. It is gzip if its name ends in .gz or its first bytes say so.

    Reading may then raise `TooLargeError`, `gzip.BadGzipFile`, `EOFError` or `zlib.error`; `sources._lines` tells them.
    """
    try:
        packed = name.lower().endswith(".gz") or stream.peek(2)[:2] == MAGIC
    except OSError:
        return stream  # whoever reads it meets the same error, and can tell it
    return cast("BinaryIO", BufferedReader(_Unpacking(stream, limits), _BUFFER)) if packed else stream


class _Counted:
    """A stream that counts what is read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.count += len(data)
        return data


class _Unpacking(RawIOBase):
    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._packed = _Counted(stream)
        self._plain = GzipFile(fileobj=cast("BinaryIO", self._packed), mode="rb")
        self._limits = limits
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._plain.read1(len(buffer))
        self._count += len(data)
        self._check()
        buffer[: len(data)] = data
        return len(data)

    def _check(self) -> None:
        limits = self._limits
        if self._count > limits.unpacked_bytes:
            raise TooLargeError(f"unpacks to more than {limits.unpacked_bytes:,} bytes, so the rest was not read")
        if self._count > limits.ratio_from and self._count > limits.ratio * self._packed.count:
            raise TooLargeError(f"unpacks to more than {limits.ratio} times its size, so the rest was not read")
