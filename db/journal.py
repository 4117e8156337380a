"""Which journal SQLite shall use for a file, and why."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "ceph", "glusterfs", "lustre", "fuse.sshfs", "fuse.glusterfs"}
_MOUNTS = Path("/proc/self/mountinfo")


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal mode ("wal" or "delete") and the reason for it, as a sentence."""

    mode: str
    why: str


def wal_is_sound(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset bug (https://sqlite.org/wal.html#walresetbug)."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def file_system(path: Path, mounts: Path = _MOUNTS) -> str:
    """The type of the file system that holds `path` ("ext4", "nfs4"), or "" where it cannot be known."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    where, found, best = path.resolve(), "", -1
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, kind = before.split(" "), after.split(" ", 1)[0]
        if len(fields) < 5:
            continue
        point = Path(fields[4].encode().decode("unicode_escape"))
        depth = len(point.parts)
        if depth >= best and where.is_relative_to(point):
            found, best = kind, depth
    return found


def choose(path: Path, version: tuple[int, ...] = sqlite3.sqlite_version_info, kind: str | None = None) -> Journal:
    """The journal for `path` under this version of SQLite on a file system of this kind (found out when None)."""
    kind = file_system(path) if kind is None else kind
    named = ".".join(map(str, version))
    if kind in _NETWORK:
        return Journal("delete", f"the file is on a network file system ({kind}), where a write-ahead log is not safe")
    if not wal_is_sound(version):
        return Journal("delete", f"SQLite {named} can, rarely, damage a database with a write-ahead log; 3.51.3 is mended")
    return Journal("wal", f"SQLite {named} on {kind or 'a local file system'}")
