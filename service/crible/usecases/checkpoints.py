"""Signed checkpoints: that the trail ended so at that time, on paper as it were.

A chain proves order and content to whoever knows its end. Somebody with the whole
database could write it anew from the beginning; a checkpoint that was handed to others
before is what that cannot change. The signature is Ed25519 over one line of canonical
JSON, ``{"at":...,"hash":...,"seq":...}``.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crible.errors import FileRefused, UsageError
from crible.store.rows import Checkpoint

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from crible.usecases.services import Services


def sign(services: Services, key_file: Path) -> Checkpoint:
    """Sign the present end of the trail, and store the checkpoint.

    Args:
        services: the collaborators.
        key_file: the signing key; made when it is not there.

    Raises:
        FileRefused: the file holds no such key.
        UsageError: the trail is empty.
    """
    key = _key(key_file)
    with services.store.trail.view() as view:
        head = view.head()
    if head.seq == 0:
        raise UsageError("The trail is empty: there is nothing to sign.")
    unsigned = Checkpoint(
        head.seq,
        head.hash,
        services.clock().astimezone(UTC),
        key.public_key().public_bytes_raw().hex(),
        "",
    )
    signature = key.sign(_line(unsigned)).hex()
    signed = Checkpoint(
        unsigned.seq, unsigned.hash, unsigned.at, unsigned.key, signature
    )
    services.store.trail.save_checkpoint(signed)
    return signed


def is_signed(item: Checkpoint) -> bool:
    """Whether the signature is that of the key beside it."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - slow
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PublicKey,
    )

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(item.key))
        key.verify(bytes.fromhex(item.signature), _line(item))
    except (ValueError, InvalidSignature):
        return False
    return True


def as_json(item: Checkpoint) -> dict[str, Any]:
    """A checkpoint as it is handed out."""
    return {
        "seq": item.seq,
        "hash": item.hash,
        "at": item.at.isoformat(),
        "key": item.key,
        "signature": item.signature,
    }


def from_json(text: str) -> Checkpoint:
    """A checkpoint that was handed out.

    Raises:
        FileRefused: it is none.
    """
    try:
        found = json.loads(text)
        return Checkpoint(
            int(found["seq"]),
            str(found["hash"]),
            datetime.fromisoformat(found["at"]),
            str(found["key"]),
            str(found["signature"]),
        )
    except (ValueError, TypeError, KeyError):
        raise FileRefused(
            "This is no checkpoint.", hint="crible audit checkpoint prints one."
        ) from None


def _line(item: Checkpoint) -> bytes:
    found = {"at": item.at.isoformat(), "hash": item.hash, "seq": item.seq}
    return json.dumps(found, sort_keys=True, separators=(",", ":")).encode("ascii")


def _key(path: Path) -> Ed25519PrivateKey:
    """The signing key of a file, made first where there is none."""
    # A start that signs nothing must not pay for the library.
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

    if not path.exists():
        key = ed25519.Ed25519PrivateKey.generate()
        data = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        # Never readable by others, not even for a moment, and never over another.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        return key
    try:
        found = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise FileRefused(
            f"The signing key cannot be read ({type(error).__name__}).", where=path.name
        ) from None
    if not isinstance(found, ed25519.Ed25519PrivateKey):
        raise FileRefused("It holds no Ed25519 key.", where=path.name)
    return found
