"""Alters the models and macros of a copied dbt project and says how the tests that should notice end.

Run as a script, `mutated_project.py PROJECT MUTATIONS RESULT`: dbt keeps state in its process, and takes
seconds to start and to read the project, so that one process does all.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

Mutation = dict[str, str]
"""`model` (the path, or a macro's), the `text` in it, its `replacement`, and the `test` that must fail."""

QUIET = ["--quiet", "--no-use-colors", "--log-level-file", "none", "--no-write-json"]


class MutatedProject:
    """A project in a folder of its own, whose warehouse `media.duckdb` is built."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.warehouse = folder / "media.duckdb"
        self.untouched = folder / "untouched.duckdb"
        shutil.copyfile(self.warehouse, self.untouched)

    def dbt(self, command: str, *selection: str) -> dict[str, str]:
        """Run a command on exactly the nodes of a selection: their names, and how each ended.

        Raises what keeps dbt from running at all, such as a project that cannot be parsed.
        """
        places = {"project-dir": "", "profiles-dir": "", "target-path": "target", "log-path": "logs"}
        options = [f"--{name}={self.folder / place}" for name, place in places.items()]
        done = dbtRunner().invoke(
            [*QUIET, command, *options, "--indirect-selection=empty", "--select", *selection]
        )
        DuckDBConnectionManager.close_all_connections()
        if done.exception:
            raise done.exception
        results: Any = done.result
        return {result.node.name: str(result.status) for result in results}

    def mutated(self, mutations: list[Mutation], command: str, *selection: str) -> dict[str, str]:
        """What `dbt` says while mutations are in place; afterwards none is, in models and tables."""
        originals = {m["model"]: (self.folder / m["model"]).read_text(encoding="utf-8") for m in mutations}
        for mutation in mutations:
            altered = originals[mutation["model"]].replace(mutation["text"], mutation["replacement"])
            (self.folder / mutation["model"]).write_text(altered, encoding="utf-8")
        statuses = self.dbt(command, *selection)
        for model, original in originals.items():
            (self.folder / model).write_text(original, encoding="utf-8")
        shutil.copyfile(self.untouched, self.warehouse)
        return statuses

    def all_mutated(self, mutations: list[Mutation]) -> dict[str, str]:
        """How the test of each mutation ends, by its name."""
        macros = [mutation for mutation in mutations if mutation["model"].startswith("macros/")]
        models = [mutation for mutation in mutations if mutation not in macros]
        singular = [mutation for mutation in models if mutation["test"].startswith("assert_")]
        # a unit test reads its own model's text and no table: what is altered elsewhere does not concern it
        unit = [mutation for mutation in models if mutation not in singular]
        # tests of macros read no table either, but every model that calls one: not at the same time
        statuses = self.mutated(unit, "test", *(mutation["test"] for mutation in unit))
        statuses |= self.mutated(macros, "test", *(mutation["test"] for mutation in macros))
        for mutation in singular:
            # the altered model, the tables between it and the test, and the test
            between = f"{Path(mutation['model']).stem}+,+{mutation['test']}"
            statuses |= self.mutated([mutation], "build", between)
        return statuses


def main(folder: str, mutations_file: str, result_file: str) -> None:
    """Write how the tests end by their names: `untouched`, and `mutated`."""
    mutations = json.loads(Path(mutations_file).read_text(encoding="utf-8"))
    project = MutatedProject(Path(folder))
    untouched = project.dbt("test", *(mutation["test"] for mutation in mutations))
    result = {"untouched": untouched, "mutated": project.all_mutated(mutations)}
    Path(result_file).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
