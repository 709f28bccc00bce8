"""Messages through a pipe between two processes of this project: how long each is, and a pickled object."""

import pickle
from typing import IO

LENGTH = 8  # bytes that say how long a message is


def write(pipe: IO[bytes], what: object) -> None:
    """Write a message whole: a pipe without a buffer may take a part of it.

    Raises:
        BrokenPipeError: Nobody reads it any more.
    """
    content = pickle.dumps(what)
    rest = memoryview(len(content).to_bytes(LENGTH) + content)
    while rest:
        rest = rest[pipe.write(rest) :]


def read(pipe: IO[bytes]) -> bytes:
    """The next message, pickled.

    Raises:
        EOFError: The other process has closed the pipe or has gone, perhaps in the middle of a message.
    """
    return _read(pipe, int.from_bytes(_read(pipe, LENGTH)))


def _read(pipe: IO[bytes], length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        if not (part := pipe.read(length - len(parts))):
            raise EOFError
        parts += part
    return bytes(parts)
