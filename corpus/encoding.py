"""Which encoding a file is in: told, marked by a BOM, or UTF-8; anything else is guessed only to name it in an error."""

import codecs
import re
from dataclasses import dataclass

from postil.schema.errors import PostilError

# UTF-32 before UTF-16: the UTF-16 mark is the beginning of the UTF-32 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8"}
_LIKELY = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1256", "mac_roman", "koi8_r"]
_LIKELY += ["gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"]
_NAMES = {"mac_roman": "macintosh", "koi8_r": "koi8-r", "euc_jp": "euc-jp", "euc_kr": "euc-kr"}
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# In windows-1252 what Western European news is made of; samples are often too short for statistics to tell.
_WESTERN = frozenset(range(128)) | frozenset(
    "\u00a0€…–—‘’“”«»°·¿¡œŒàâäáãåæçèéêëìíîïñòóôöõøùúûüßÀÂÄÁÅÆÇÈÉÊËÍÎÏÑÓÔÖØÙÚÛÜŸ".encode("cp1252")
)
_HIGH = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class Codec:
    """An encoding in use: its name, the length of the byte order mark to pass over, and the bytes of a newline."""

    name: str
    mark: int
    newline: bytes

    @property
    def width(self) -> int:
        """Bytes per code unit."""
        return len(self.newline)


def choose(head: bytes, encoding: str = "") -> Codec:
    """The codec of a file that begins with `head`. A byte order mark decides, then `encoding`, then UTF-8.

    Raises PostilError when `encoding` is not the name of a text encoding.
    """
    name = encoding or "utf-8"
    try:
        name = codecs.lookup(name).name
        newline = "\n".encode(_UNMARKED.get(name, name))
    except (LookupError, UnicodeError):
        raise PostilError(
            f"{encoding!r} is not an encoding that is known here.", hint="Try utf-8, windows-1252, iso-8859-15 or utf-16."
        ) from None
    for mark, marked in _MARKS:
        if head.startswith(mark) and (not encoding or name.startswith("utf")):
            return Codec(marked, len(mark), "\n".encode(marked))
    return Codec(_UNMARKED.get(name, name), 0, newline)


def guess(sample: bytes) -> str:
    """The likely encoding of bytes that are not UTF-8, by the name to pass as `encoding`; "" when nothing fits.

    Bytes that are mostly sound UTF-8 are damaged UTF-8, and nothing else is suggested for them.
    """
    if sample.count(b"\0") * 4 > len(sample):
        even, odd = sample[::2].count(b"\0"), sample[1::2].count(b"\0")
        return "utf-16-le" if odd > even * 4 else "utf-16-be" if even > odd * 4 else ""
    high = len(_HIGH.findall(sample))
    if sum(map(len, _MULTIBYTE.findall(sample))) * 2 > high:
        return ""
    if high * 4 < len(sample) and _WESTERN.issuperset(sample):
        return "windows-1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_LIKELY).best()
    if best is None:
        return ""
    name = best.encoding
    return _NAMES.get(name, f"windows-{name[2:]}" if name.startswith("cp125") else name)


def advice(sample: bytes) -> str:
    """What to do about a file that is not UTF-8, as a sentence."""
    name = guess(sample)
    if name:
        return f"It looks like {name}; say --encoding {name} if that is right."
    return "Save the file as UTF-8, or name its encoding with --encoding."
