"""What a pass over a text file finds, whatever it is packed in and whatever the pieces it comes in."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zipfile
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loaders.bodies import BodyCheck, TextFacts, first_lines, inspect_file, read_text
from loaders.errors import LoaderError
from loaders.tables import CSV, LINES, QUOTED_TSV, TSV, Dialect

TEXTS = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n\r\t\ufeff"), min_size=1)).map(
    "\n".join
)


def read(content: bytes, cuts: Iterable[int], dialect: Dialect = TSV, skip: int = 0) -> TextFacts:
    """Feed the content in pieces that end at `cuts`."""
    text = BodyCheck("a.tsv.gz", dialect, skip)
    for begin, end in pairwise(sorted({0, len(content), *(cut % (len(content) + 1) for cut in cuts)})):
        text.feed(content[begin:end])
    return text.finish(Path("not needed but for a zip"))


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
        read(content[: max(2, cut % len(content))], cuts)
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
        (b"\x1f", "HEADER_MISMATCH"),
        (b"  <html>", "NOT_TEXT"),
        (b"\xef\xbb\xbf<!DOCTYPE html>\n<p>", "NOT_TEXT"),
        (b"null", "NOT_TEXT"),
        (b"null\n", "NOT_TEXT"),
        (b'{"error": 1}', "NOT_TEXT"),
        ("a\tb\n1\t2\n".encode("utf-16"), "WRONG_ENCODING"),
        (gzip.compress(b"<html><body>", mtime=0), "NOT_TEXT"),
        (gzip.compress(b"a\tb\n1\t2\n", mtime=0) + b"\0" * 20, "CORRUPT"),
        (gzip.compress(b"a\tb\n1\t2\n", mtime=0) + gzip.compress(b"3\t4\n", mtime=0)[:-3], "TRUNCATED"),
        (gzip.compress(b"\xc3\x28\n1\n", mtime=0), "HEADER_MISMATCH"),
        (gzip.compress(b"x" * 100_000, mtime=0), "HEADER_MISMATCH"),
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused(content: bytes, code: str) -> None:
    for cuts in ([], [1], list(range(len(content)))[:50]):
        with pytest.raises(LoaderError) as error:
            facts = read(content, cuts)
            if not facts.lines:
                raise LoaderError("EMPTY_FILE" if not facts.header else "HEADER_MISMATCH", "a.tsv.gz")
        assert error.value.code == code
        assert str(error.value).startswith("a.tsv.gz")


FIELDS = st.text(st.sampled_from('ab",\n\r\t é'), max_size=4)
ROWS = st.lists(st.tuples(FIELDS, FIELDS), max_size=8)


def as_csv(rows: Iterable[tuple[str, str]], dialect: Dialect, line_end: str) -> str:
    """Written by the standard library: quoted where needed."""
    text = io.StringIO()
    csv.writer(text, delimiter=dialect.delimiter, lineterminator=line_end).writerows(rows)
    return text.getvalue()


@given(
    rows=ROWS,
    cuts=st.lists(st.integers(0, 200)),
    dialect=st.sampled_from([CSV, QUOTED_TSV]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    bom=st.booleans(),
    blank=st.integers(0, 3),
    ended=st.booleans(),
)
@example(
    rows=[('"', '"\n"')], cuts=[8, 9, 10, 11], dialect=CSV, line_end="\n", bom=True, blank=2, ended=False
)
def test_records_are_counted_outside_quotes_however_they_come(
    rows: list[tuple[str, str]],
    cuts: list[int],
    dialect: Dialect,
    line_end: str,
    bom: bool,
    blank: int,
    ended: bool,
) -> None:
    body = line_end * blank + as_csv(rows, dialect, line_end) + line_end * blank
    text = f'x{dialect.delimiter}"y ""z"""{line_end}' + body
    text = text if ended or not body else text.removesuffix(line_end)
    facts = read(b"\xef\xbb\xbf" * bom + text.encode(), cuts, dialect)
    assert facts.header == ("x", 'y "z"')
    assert facts.lines == len(rows)
    assert (facts.container, facts.line_end) == ("plain", line_end)
    assert facts.quoted_breaks == sum(field.count("\n") for row in rows for field in row)


@given(rows=ROWS, cut=st.integers(0, 300))
def test_a_quote_that_never_ends_is_refused(rows: list[tuple[str, str]], cut: int) -> None:
    text = "x,y\n" + as_csv(rows, CSV, "\n") + '1,"never ends\n' + as_csv(rows, CSV, "\n")
    with pytest.raises(LoaderError, match="unbalanced quote"):
        read(text.encode(), [cut], CSV)


def test_lines_before_the_header_are_passed_over() -> None:
    text = b'Note, that "this\n\na,b\n1,2\n'
    assert read(text, [3, 20], CSV, skip=2).header == ("a", "b")
    assert read(text, [3, 20], CSV, skip=2).lines == 1


def test_lines_without_a_header() -> None:
    facts = read(gzip.compress(b'{"id": 1}\n\n{"id": "\\""}'), [30], LINES)
    assert (facts.header, facts.lines) == ((), 3)
    with pytest.raises(LoaderError, match="HTML page"):
        read(b"<html><body>Sorry</body></html>", [], LINES)


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return content.getvalue()


def inspected(folder: Path, content: bytes, name: str = "charts.csv") -> TextFacts:
    """What is found in a file of that content."""
    path = folder / name
    path.write_bytes(content)
    return inspect_file(path, name, CSV, lambda done: None)


TEXT = b"a,b\n" + b"".join(b"%d,%d\n" % (n, n * n) for n in range(5000))


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize(
    "names", [["charts.csv"], ["other.csv"], ["read me.txt", "deep/charts.csv"], ["d/", "x"]]
)
def test_a_zip_is_known_by_its_bytes(tmp_path: Path, method: int, names: list[str]) -> None:
    others = [(name, b"" if name.endswith("/") else b"text") for name in names[:-1]]
    content = zipped(*others, (names[-1], TEXT), method=method)
    facts = inspected(tmp_path, content)
    assert (facts.container, facts.member, facts.lines) == ("zip", names[-1], 5000)
    assert (facts.bytes, facts.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert b"".join(read_text(tmp_path / "charts.csv", "charts.csv")) == TEXT
    assert first_lines(tmp_path / "charts.csv", 2) == ["a,b", "0,0"]


def link() -> zipfile.ZipInfo:
    """A member that is a symbolic link."""
    member = zipfile.ZipInfo("charts.csv")
    member.external_attr = 0o120777 << 16
    return member


def flipped(content: bytes, at: int) -> bytes:
    """The content with one byte changed."""
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def claiming(size: int) -> bytes:
    """A zip whose directory says that its member is of that size."""
    content, at = zipped(("charts.csv", TEXT)), 24
    entry = content.rindex(b"PK\x01\x02")
    return content[: entry + at] + size.to_bytes(4, "little") + content[entry + at + 4 :]


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (b"PK\x03\x04 is no zip", "CORRUPT", "not a whole zip archive"),
        (zipped(("charts.csv", TEXT))[:-30], "CORRUPT", "not a whole zip archive"),
        (zipped(), "MEMBER_MISSING", "0 files"),
        (zipped(("a.csv", TEXT), ("b.csv", TEXT)), "MEMBER_MISSING", "none of them charts.csv alone"),
        (zipped(("../charts.csv", TEXT)), "UNSAFE_ARCHIVE", "'../charts.csv'"),
        (zipped(("charts.csv", TEXT), ("x/../../y", b"")), "UNSAFE_ARCHIVE", "unsafe name"),
        (zipped(("/etc/charts.csv", TEXT)), "UNSAFE_ARCHIVE", "unsafe name"),
        (zipped(("..\\charts.csv", TEXT)), "UNSAFE_ARCHIVE", "unsafe name"),
        (zipped(("C:\\charts.csv", TEXT)), "UNSAFE_ARCHIVE", "unsafe name"),
        (zipped((link(), b"/etc/passwd")), "UNSAFE_ARCHIVE", "a link"),
        (flipped(zipped(("charts.csv", TEXT)), 2000), "CORRUPT", "corrupt"),
        (claiming(100), "CORRUPT", "more than its directory says"),
        (claiming(100_000_000), "CORRUPT", "not what its directory says"),
        (zipped(("charts.csv", TEXT), method=zipfile.ZIP_BZIP2), "UNSUPPORTED", "unpack it"),
        (zipped(("charts.csv", b"<html>")), "NOT_TEXT", "not a CSV file but an HTML page"),
    ],
)  # fmt: skip
def test_a_zip_that_is_not_well_is_refused(tmp_path: Path, content: bytes, code: str, told: str) -> None:
    with pytest.raises(LoaderError, match=r"^charts\.csv ") as error:
        inspected(tmp_path, content)
    assert error.value.code == code
    assert told in str(error.value)
    assert [path.name for path in tmp_path.iterdir()] == ["charts.csv"]


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped(("charts.csv", TEXT)))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(LoaderError, match="encrypted"):
        inspected(tmp_path, bytes(content))


def test_a_bomb_is_not_inflated_beyond_its_word(tmp_path: Path) -> None:
    """1 GB of zeros whose directory says 100 bytes: refused after the first piece."""
    content = bytearray(zipped(("charts.csv", bytes(1 << 28))))
    entry = content.rindex(b"PK\x01\x02") + 24
    content[entry : entry + 4] = (100).to_bytes(4, "little")
    path = tmp_path / "charts.csv"
    path.write_bytes(content)
    longest = 0
    with pytest.raises(LoaderError, match="more than its directory says"):
        for piece in read_text(path, "charts.csv"):
            longest += len(piece)
    assert longest <= 100
