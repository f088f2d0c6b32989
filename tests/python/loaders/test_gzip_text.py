"""What a pass over a gzip text file finds, whatever the pieces it comes in."""

from __future__ import annotations

import gzip
import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.errors import LoaderError
from loaders.gzip_text import GzipText, TextFacts

TEXTS = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n\r\t\ufeff"), min_size=1)).map(
    "\n".join
)


def read(content: bytes, cuts: list[int]) -> TextFacts:
    """Feed the content in pieces that end at `cuts`."""
    text = GzipText("a.tsv.gz")
    for begin, end in pairwise(sorted({0, len(content), *(cut % (len(content) + 1) for cut in cuts)})):
        text.feed(content[begin:end])
    return text.finish()


@given(texts=st.lists(TEXTS, min_size=1, max_size=4), cuts=st.lists(st.integers(0, 500)), ended=st.booleans())
def test_lines_and_header_do_not_depend_on_pieces_or_members(
    texts: list[str], cuts: list[int], ended: bool
) -> None:
    text = "a\tb\n" + "".join(texts) + ("\n" if ended else "")
    members = ["a\tb\n", *texts, "\n" if ended else ""]
    content = b"".join(gzip.compress(member.encode()) for member in members)
    facts = read(content, cuts)
    body = text.removeprefix("a\tb\n")
    assert facts.header == ("a", "b")
    assert facts.lines == body.count("\n") + (bool(body) and not body.endswith("\n"))
    assert (facts.bytes, facts.sha256) == (len(content), hashlib.sha256(content).hexdigest())


@given(cut=st.integers(1, 10**6), cuts=st.lists(st.integers(0, 10**6), max_size=3))
def test_every_truncation_is_found(cut: int, cuts: list[int]) -> None:
    content = gzip.compress(b"".join(b"%d\t%d\n" % (n, n * n) for n in range(500)))
    with pytest.raises(LoaderError) as error:
        read(content[: cut % len(content)], cuts)
    assert error.value.code in ("TRUNCATED", "EMPTY_FILE")


@given(at=st.integers(10, 10**6), bit=st.integers(0, 7))
def test_no_flipped_bit_passes(at: int, bit: int) -> None:
    content = bytearray(gzip.compress(b"".join(b"%d\t%d\n" % (n, n * n) for n in range(500)), mtime=0))
    content[10 + at % (len(content) - 10)] ^= 1 << bit
    with pytest.raises(LoaderError):
        read(bytes(content), [])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "EMPTY_FILE"),
        (b"\x1f", "EMPTY_FILE"),
        (b"PK\x03\x04 a zip", "NOT_GZIP"),
        (b"  <html>", "NOT_GZIP"),
        (gzip.compress(b"a\tb\n1\t2\n") + b"\0" * 20, "NOT_GZIP"),
        (gzip.compress(b"a\tb\n1\t2\n") + gzip.compress(b"3\t4\n")[:-3], "TRUNCATED"),
        (gzip.compress(b"\xff\xfe\n1\n"), "HEADER_MISMATCH"),
        (gzip.compress(b"x" * 100_000), "HEADER_MISMATCH"),
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused(content: bytes, code: str) -> None:
    for cuts in ([], [1], list(range(len(content)))[:50]):
        with pytest.raises(LoaderError) as error:
            read(content, cuts)
        assert error.value.code == code
        assert str(error.value).startswith("a.tsv.gz")
