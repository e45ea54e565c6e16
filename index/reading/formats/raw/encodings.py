"""Bytes to text: Unicode as it is marked, UTF-8, or the old encoding whose reading is a language.

Knows encodings; knows nothing of files. An old encoding is chosen by what it makes of the bytes: every candidate is
tried, and it is right when the outcome is, to a language detector, a language that is written in that encoding.
Why not charset-normalizer: of the 24 pairs of language and encoding in tests/index/formats/test_text.py it read a
quarter wrong (KOI8-R as Japanese, Polish and Turkish as Western); this way reads all from 60 characters on, in 1 to 6 ms.
The cost: a language that the detector or the table below does not know is refused, not guessed.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from itertools import pairwise

from index.reading.language import detected

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; UTF-32's begins with UTF-16's."""

_WESTERN = frozenset(
    {
        "en",
        "fr",
        "de",
        "es",
        "it",
        "pt",
        "nl",
        "sv",
        "da",
        "no",
        "nn",
        "fi",
        "is",
        "ca",
        "gl",
        "eu",
        "sq",
        "ga",
        "id",
        "ms",
    }
    | {"sw", "lb", "oc", "br", "af"}
)
_CENTRAL = frozenset({"pl", "cs", "sk", "hu", "sl", "hr", "bs", "sr", "ro"})
_CYRILLIC = frozenset({"ru", "uk", "be", "bg"})
_LANGUAGES = {
    "cp1252": _WESTERN,
    "iso8859-15": _WESTERN,
    "cp1250": _CENTRAL,
    "iso8859-2": _CENTRAL,
    "cp1251": _CYRILLIC | {"sr", "mk", "kk", "ky", "mn", "tt", "ba"},
    "koi8-u": _CYRILLIC,
    "iso8859-5": _CYRILLIC | {"sr", "mk"},
    "cp866": _CYRILLIC,
    "cp1253": frozenset({"el"}),
    "iso8859-7": frozenset({"el"}),
    "cp1254": frozenset({"tr"}),
    "cp1255": frozenset({"he", "yi"}),
    "cp1256": frozenset({"ar", "fa", "ur"}),
    "cp1257": frozenset({"lt", "lv", "et"}),
    "cp932": frozenset({"ja"}),
    "euc_jp": frozenset({"ja"}),
    "gb18030": frozenset({"zh"}),
    "big5hkscs": frozenset({"zh"}),
    "cp949": frozenset({"ko"}),
}
"""Encodings and the languages written in them, supersets in place of their subsets (cp1252 for Latin-1, gb18030 for
GB2312); of two that read the same, the first is taken."""

_PUNCTUATION = frozenset("’‘‚“”„«»‹›–—…•·§©®™°€£¥¢ªº¿¡、。，．：；！？（）「」『』《》〈〉【】～・ー　\xa0\xad")
"""What stands between words outside ASCII; letters aside, little else does in an article."""

_LEAST_LETTERS = 0.95
"""Share of letters and punctuation in what is outside ASCII: right readings have 0.99 and more in all 24 pairs,
readings of random bytes of 100 and more at most 0.93."""

_LEAST_CERTAINTY = 0.7
"""Of the language: right readings of 60 characters and more score 0.95 and more."""

_WORD = re.compile(r"[^\W\d_]+")
_MOST_INNER_CAPITALS = 0.1
"""Share of words with a capital after a small letter ("iPhone"): scripts are told by their letters alone, so Arabic
read as Greek is Greek to the detector, but half of its words are "γΙο". Right readings have none in all 24 pairs."""

_AS_GOOD = 0.25
"""Readings this near the best are as likely: Cyrillic scores 1.86 where the same bytes as Greek score 1.99."""

_FEWEST_CHARACTERS = 40
"""Of 20 characters one pair in eight is read wrong, and random bytes pass as a language."""

_FEWEST_DISTINCT = 10
"""Different characters; the sentences of the 24 pairs have 23 and more, a byte repeated a million times has one."""

_SAMPLE_BYTES = 2_000
"""Two kilobytes of text outside ASCII settle an encoding; the whole content is then decoded strictly."""

_UTF8_CHARACTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_BROKEN_UTF8_SHARE = 0.55
"""Of the bytes outside ASCII: above this share of whole UTF-8 characters, content is UTF-8 with broken bytes, or two
encodings in one file (halves of Russian: 0.67). Old encodings make such characters by accident: EUC-JP 0.43, Shift
JIS 0.40, GB2312 0.38, CP866 0.35, all others of the 24 pairs at most 0.16."""

_OUTSIDE_ASCII = re.compile(rb"[^\n]{0,200}[\x80-\xff][^\n]{0,200}")
_OUTSIDE_BYTES = bytes(range(128, 256))
_WHITE_SPACE_16 = {"utf-16-le": (b" \0", b"\n\0"), "utf-16-be": (b"\0 ", b"\0\n")}


class UnreadableText(Exception):
    """Bytes that are no text; the message says why, and where."""


def text_of(content: bytes) -> str:
    """The text of `content`, a byte order mark left out. Raises UnreadableText."""
    mark, encoding = marked_encoding(content)
    if encoding is not None:
        return _strictly(content, mark, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        old = old_encoding(content)
        if old is None:
            raise UnreadableText(
                f"byte {error.start} ({content[error.start : error.start + 1]!r}) is not UTF-8; the file is binary, "
                "damaged or in an encoding that could not be told: save it as UTF-8"
            ) from error
        return _strictly(content, 0, old)


def marked_encoding(content: bytes) -> tuple[int, str | None]:
    """Length of the byte order mark and the encoding it states; UTF-16 also without a mark, by its zero bytes."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return len(mark), encoding
    return 0, _unmarked_utf16(content)


def old_encoding(content: bytes) -> str | None:
    """The encoding before Unicode that `content`, which is not UTF-8, is written in; None when it cannot be told."""
    if b"\0" in content or is_broken_utf8(content):
        return None
    sample = b"\n".join(_samples(content))
    readings = [(_quality(sample, encoding, languages), encoding) for encoding, languages in _LANGUAGES.items()]
    best = max(quality for quality, _ in readings)
    near = [encoding for quality, encoding in readings if quality > max(best - _AS_GOOD, 0)]
    if len(near) > 1 and (other := _second_opinion(sample)) in near:
        return other
    return next((encoding for quality, encoding in readings if quality == best), None) if best else None


def _second_opinion(sample: bytes) -> str | None:
    """What charset-normalizer (MIT) takes it for, which looks at the frequency of letters and not at whole words.

    Alone it is wrong for 7 of the 24 pairs. A script with one language to it, Greek or Hebrew, is told by its letters
    alone, so Cyrillic read as Greek is Greek to the detector; there it is right.
    """
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return codecs.lookup(best.encoding).name if best else None


def is_broken_utf8(content: bytes) -> bool:
    """True when most of what is outside ASCII is UTF-8, in content that is not."""
    high = len(content) - len(content.translate(None, _OUTSIDE_BYTES))
    whole = sum(len(match[0]) for match in _UTF8_CHARACTER.finditer(content))
    return whole > high * _BROKEN_UTF8_SHARE


def _strictly(content: bytes, start: int, encoding: str) -> str:
    try:
        return content[start:].decode(encoding)
    except UnicodeDecodeError as error:
        position = start + error.start
        raise UnreadableText(
            f"byte {position} ({content[position : position + 1]!r}) is not {encoding.upper()}, which the rest of the "
            "file is; the file is damaged: mend it and save it as UTF-8"
        ) from error


def _unmarked_utf16(content: bytes) -> str | None:
    """UTF-16 without a mark has its spaces and line breaks beside zero bytes of one side only; UTF-8 has no zeros."""
    head = content[: 2 * _SAMPLE_BYTES]
    if len(content) % 2 or b"\0" not in head:
        return None
    pairs = [head[position : position + 2] for position in range(0, len(head), 2)]
    for encoding, blanks in _WHITE_SPACE_16.items():
        zero_side = 1 if encoding == "utf-16-le" else 0
        wrong_zeros = sum(pair[1 - zero_side] == 0 for pair in pairs)
        # A stray zero byte beside one of many spaces is no UTF-16.
        likely = sum(pair[1 - zero_side] in b" \n" for pair in pairs)
        found = sum(pair in blanks for pair in pairs)
        if wrong_zeros == 0 and found * 2 > likely:
            return encoding
    return None


def _samples(content: bytes) -> list[bytes]:
    """Stretches of text around what is outside ASCII, whole characters only where a blank is near."""
    samples, size = list[bytes](), 0
    for match in _OUTSIDE_ASCII.finditer(content):
        start, end = match.span()
        if start and content[start - 1 : start] != b"\n":
            start = max(content.find(b" ", start, end), start)
        samples.append(content[start:end])
        size += end - start
        if size >= _SAMPLE_BYTES:
            break
    return samples


def _quality(sample: bytes, encoding: str, languages: frozenset[str]) -> float:
    """How good a reading `encoding` gives (up to 2); 0 when it gives none that can be believed."""
    try:
        # A character at an end of a stretch may be cut in two.
        text = sample.decode(encoding, "ignore")
    except UnicodeDecodeError:
        return 0
    if len(text) < _FEWEST_CHARACTERS or len(set(text)) < _FEWEST_DISTINCT or _lost(sample, text, encoding):
        return 0
    outside = [character for character in text if character > "\x7f"]
    good = sum(character in _PUNCTUATION or _is_letter(character) for character in outside)
    if not outside or good < len(outside) * _LEAST_LETTERS:
        return 0
    if _inner_capitals(text) > _MOST_INNER_CAPITALS:
        return 0
    language = detected(text)
    if language is None or language[0] not in languages or language[1] < _LEAST_CERTAINTY:
        return 0
    return good / len(outside) + language[1]


def _lost(sample: bytes, text: str, encoding: str) -> bool:
    """True when more was passed over than the cut ends of stretches."""
    return len(sample) - len(text.encode(encoding, "ignore")) > 2 * (1 + sample.count(b"\n"))


def _inner_capitals(text: str) -> float:
    """Share of the words outside ASCII in which a capital follows a small letter."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    inner = sum(any(a.islower() and b.isupper() for a, b in pairwise(word)) for word in words)
    return inner / len(words) if words else 0


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM"
