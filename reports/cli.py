"""The commands `reports` and `cms-pdf`: they parse, call, and turn errors into one line and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from loaders.errors import INTERRUPTED, LoaderError
from loaders.settings import Settings
from reports.errors import ReportError, UsageError
from reports.evidence import canonical

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="What the build says of itself, and the report made from it.",
)
pdf_app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

WAREHOUSE = typer.Option(help="The DuckDB file; by default the one of the settings.")
EVIDENCE_FOLDER = typer.Option("--out", "--evidence", help="The folder of the evidence files.")
TARGET = typer.Option(help="dbt's target folder.")
PROJECT = typer.Option(help="The folder of dbt_project.yml.")
AS_JSON = typer.Option("--json", help="As JSON instead of text.")
DATA_FILE = typer.Option(help="The report's data.")


@app.command()
def evidence(
    warehouse: Annotated[Path | None, WAREHOUSE] = None,
    target_path: Annotated[Path, TARGET] = Path("target"),
    project_dir: Annotated[Path, PROJECT] = Path(),
    out: Annotated[Path, EVIDENCE_FOLDER] = Path("evidence"),
) -> int:
    """Write the four evidence files. Exit code 1 where a test failed; they are written all the same."""
    from reports.evidence.collect import Request, write_evidence

    request = Request(target=target_path, project=project_dir, out=out)
    failures = write_evidence(request, _settings(warehouse), _progress)
    typer.echo(f"Evidence written to {out}.")
    for failure in failures:
        typer.echo(failure, err=True)
    return 1 if failures else 0


@app.command()
def verify(
    warehouse: Annotated[Path | None, WAREHOUSE] = None,
    folder: Annotated[Path, EVIDENCE_FOLDER] = Path("evidence"),
    target_path: Annotated[Path, TARGET] = Path("target"),
    project_dir: Annotated[Path, PROJECT] = Path(),
) -> int:
    """Make every count, checksum and figure again and compare. Exit code 0, or 1 with a line a difference."""
    from reports.evidence.verify import verify as compare
    from reports.render.text import for_screen

    verdict = compare(folder, _settings(warehouse), target_path, project_dir)
    for line in verdict.shown():
        typer.echo(for_screen(line), err=True)
    if verdict.differences:
        return 1
    typer.echo(f"Verified: {verdict.summary}")
    return 0


@app.command()
def trace(
    kpi_id: Annotated[str, typer.Argument(help="The KPI's id, such as total_views.")],
    folder: Annotated[Path, EVIDENCE_FOLDER] = Path("evidence"),
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Follow a printed number to its mart, models, tables, source files and tests: no warehouse is read."""
    from reports.evidence import trace as tracing

    found = tracing.trace(kpi_id, folder, Settings.load().data_dir)
    _print(found, tracing.as_text, as_json)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="P07_data.json of an earlier edition.")],
    new: Annotated[Path, typer.Argument(help="P07_data.json of a later one.")],
    as_json: Annotated[bool, AS_JSON] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with 1 where something changed; else with 0 always.")
    ] = False,
) -> int:
    """Say what changed between two editions: values, definitions, bases, statuses, sources and tests."""
    from reports.evidence import editions

    found = editions.compared(old, new)
    _print(found, editions.as_text, as_json)
    return int(exit_code and found["changed"])


@app.command()
def build(
    data: Annotated[Path, DATA_FILE] = Path("evidence/P07_data.json"),
    out: Annotated[Path, typer.Option(help="The folder that the report goes to.")] = Path("output"),
) -> None:
    """Make the PDF and the HTML report from the data file, and record them in the evidence."""
    from reports.publish import make_report

    make_report(data, out, typer.echo)


@pdf_app.command()
def cms_pdf(
    output: Annotated[Path, typer.Argument(help="The PDF to write.")],
    engine: Annotated[str, typer.Option(help="What the data is of; there is `media`.")] = "media",
    data: Annotated[Path, DATA_FILE] = Path("evidence/P07_data.json"),
) -> None:
    """Make the PDF report from the data file alone: no warehouse, no network."""
    from reports.publish import make_pdf

    made = make_pdf(engine, data, output)
    typer.echo(f"{made.path} ({made.pages} pages)")


def _print(found: dict[str, Any], as_text: Callable[[Any], Iterable[str]], as_json: bool) -> None:
    """JSON, or lines in which no character of the data can reach the terminal's own controls."""
    from reports.render.text import each_string, for_screen

    if as_json:
        typer.echo(canonical.readable_bytes(found).decode("utf-8"), nl=False)
    else:
        typer.echo("\n".join(as_text(each_string(found, for_screen))))


def _settings(warehouse: Path | None) -> Settings:
    settings = Settings.load()
    return replace(settings, warehouse=warehouse) if warehouse else settings


def _progress(line: str) -> None:
    """Long work is watched on a terminal; a log needs only the end."""
    if sys.stderr.isatty():
        typer.echo(line, err=True)


def run(commands: typer.Typer, name: str, arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code. What a user can cause is one line on stderr, no trace."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = commands(words, standalone_mode=False, prog_name=name)
    except typer.TyperException as error:
        if not words:  # the message is the help
            typer.echo(error.format_message(), err=True)
            return UsageError.exit_code
        return _complain(
            name, f"{error.format_message()} ({name} --help lists the options)", UsageError.exit_code
        )
    except (ReportError, LoaderError) as error:
        return _complain(name, str(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return _complain(name, "interrupted", INTERRUPTED)
    return code if isinstance(code, int) else 0


def _complain(name: str, line: str, code: int) -> int:
    typer.echo(f"{name}: {' '.join(line.split())}", err=True)
    return code


def main() -> None:
    """Entry point of `reports`."""
    sys.exit(run(app, "reports"))


def cms_pdf_main() -> None:
    """Entry point of `cms-pdf`."""
    sys.exit(run(pdf_app, "cms-pdf"))
