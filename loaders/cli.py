"""The command `loaders`: parses and calls, nothing else."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from loaders.errors import DONE, FAILED, INTERRUPTED, USAGE, Interrupted, LoaderError, UsageError, from_os

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    help="Pull public media data into raw tables.",
)

_LIST_OPTIONS = ("--source", "--table")


@app.command()
def fetch(
    mode: Annotated[str, typer.Option(help="test: the generated sample; full: the real sources.")],
    source: Annotated[list[str] | None, typer.Option(metavar="ID…", help="Only these sources.")] = None,
    table: Annotated[list[str] | None, typer.Option(metavar="NAME…", help="Only these tables.")] = None,
    from_dir: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Load files that you have instead of downloading.")
    ] = None,
    snapshot_date: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="DATE", help="The day the data are of. Default: the file's own."
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="ROWS", help="Only the first rows of each file; of TMDB, so many titles."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Load again what is unchanged; replace live data by the sample.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; do nothing.")] = False,
    allow_new_columns: Annotated[
        bool,
        typer.Option(
            "--allow-new-columns", help="Load files with columns that are not known yet, without these."
        ),
    ] = False,
) -> int:
    """Load the sources into raw tables. Exit code 0 done, 1 failed, 2 usage, 3 partial."""
    from loaders.fetch import Request, run
    from loaders.progress import make_reporter
    from loaders.settings import Settings

    request = Request(
        mode=mode,
        sources=_split(source),
        tables=_split(table),
        from_dir=from_dir,
        snapshot_date=snapshot_date.date() if snapshot_date else None,
        limit=limit,
        force=force,
        dry_run=dry_run,
        allow_new_columns=allow_new_columns,
    )
    return run(request, Settings.load(), make_reporter())


@app.command()
def sources() -> int:
    """Show the sources: tables, rows, last load, age, licence, credential."""
    from loaders.overview import show
    from loaders.settings import Settings

    return show(Settings.load())


@app.command()
def doctor() -> int:
    """Say what this machine lacks, and the command that mends it. Exit code 1 if one is needed."""
    from loaders.doctor import examine

    return examine()


@app.command()
def sample(
    scale: Annotated[float, typer.Option(help="1 has the row counts of the real files.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write into.")],
    seed: Annotated[int, typer.Option(help="Another seed, other rows.")] = 7,
) -> int:
    """Write synthetic source files in the sources' own formats."""
    from loaders.sample import generate

    try:
        manifest = generate(out, scale=scale, seed=seed)
    except ValueError as error:
        raise UsageError(str(error)) from None
    print(f"{len(manifest['files'])} files in {out}")
    return 0


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit. What a user can cause is one line on stderr, never a trace."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    words = _fold_lists(list(sys.argv[1:] if arguments is None else arguments))
    try:
        code = app(words, standalone_mode=False, prog_name="loaders") or 0
    except typer.TyperException as error:
        code = _complain(f"{error.format_message()} (loaders --help lists the commands and options)", USAGE)
    except LoaderError as error:
        code = _complain(str(error), error.exit_code)
    except BrokenPipeError:  # the reader of our lines has seen enough; the last flush must not fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = DONE
    except OSError as error:
        code = _complain(str(from_os(error, Path.cwd())), FAILED)
    except Interrupted:
        _complain("interrupted: nothing is half loaded; run the same command again to go on", INTERRUPTED)
        sys.stdout.flush()
        os._exit(INTERRUPTED)  # a thread may still wait for the network; what it holds is of no use
    sys.exit(code)


def _complain(line: str, code: int) -> int:
    print(f"loaders: {' '.join(line.split())}", file=sys.stderr, flush=True)
    return code


def _interrupt(number: int, frame: object) -> None:
    raise Interrupted


def _split(values: list[str] | None) -> list[str]:
    """One value may hold several, apart by commas or spaces."""
    return [name for value in values or () for name in re.split(r"[,\s]+", value) if name]


def _fold_lists(words: list[str]) -> list[str]:
    """`--source a b` means `--source a,b`: no command takes a word that belongs to no option."""
    folded: list[str] = []
    in_list = False
    for word in words:
        if in_list and not word.startswith("-") and folded[-1] not in _LIST_OPTIONS:
            folded[-1] += f",{word}"
            continue
        in_list = word.startswith(_LIST_OPTIONS) or (in_list and not word.startswith("-"))
        folded.append(word)
    return folded
