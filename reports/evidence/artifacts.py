"""What dbt wrote about the last build: run_results.json and manifest.json."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from reports.errors import ReportError

NAME = r"\s*['\"]([^'\"]+)['\"]\s*"
REF = re.compile(rf"\s*ref\({NAME}\)")
SOURCE = re.compile(rf"\s*source\({NAME},{NAME}\)")
Node = dict[str, Any]


@dataclass(frozen=True)
class Artifacts:
    """The artifacts of one `dbt build`.

    Attributes:
        run_results, manifest: as parsed.
        run_results_sha256: of the file's bytes.
        freshness: source unique_id → pass, warn, error or runtime error; empty where
            `dbt source freshness` was not run.
    """

    run_results: dict[str, Any]
    manifest: dict[str, Any]
    run_results_sha256: str
    freshness: dict[str, str]

    @cached_property
    def results(self) -> dict[str, Node]:
        """unique_id → the node's result in this build."""
        return {result["unique_id"]: result for result in self.run_results["results"]}

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """unique_id → node: models, seeds, tests, unit tests and sources."""
        found: dict[str, Node] = {}
        for section in ("nodes", "unit_tests", "sources"):
            found.update(self.manifest.get(section, {}))
        return found

    def of_type(self, *types: str) -> Iterator[Node]:
        """The nodes of these resource types, by unique_id."""
        nodes = self.nodes
        return (nodes[unique_id] for unique_id in sorted(nodes) if nodes[unique_id]["resource_type"] in types)

    def tests(self) -> Iterator[Node]:
        """Data tests and unit tests."""
        return self.of_type("test", "unit_test")

    def relations(self) -> Iterator[Node]:
        """What stands in the warehouse: models, seeds, snapshots and sources."""
        return self.of_type("model", "seed", "snapshot", "source")

    def tested(self, test: Node) -> Node | None:
        """The node that a test is about: the one it is attached to, or the only one that it reads."""
        attached = test.get("attached_node")
        names = [attached] if attached else test["depends_on"]["nodes"]
        return self.nodes.get(names[0]) if len(names) == 1 else None

    def referred(self, expression: str) -> Node | None:
        """The node that `ref('x')` or `source('x', 'y')`, as written in a test's arguments, means."""
        ref, source = REF.match(expression), SOURCE.match(expression)
        wanted = ref.groups() if ref else source.groups() if source else None
        return self._by_name.get(wanted) if wanted else None

    def ancestors(self, node: Node) -> set[str]:
        """The unique_ids of all that a node is made from."""
        found: set[str] = set()
        waiting = list(node["depends_on"]["nodes"])
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self.nodes.get(name, {}).get("depends_on", {}).get("nodes", []))
        return found

    @cached_property
    def kpis_behind(self) -> dict[str, set[str]]:
        """unique_id → the KPIs that a node computes, or that are computed from it."""
        found: dict[str, set[str]] = {}
        for model in self.of_type("model"):
            if kpis := computes(model):
                for name in (model["unique_id"], *self.ancestors(model)):
                    found.setdefault(name, set()).update(kpis)
        return found

    @cached_property
    def _by_name(self) -> dict[tuple[str, ...], Node]:
        found: dict[tuple[str, ...], Node] = {}
        for node in self.relations():
            is_source = node["resource_type"] == "source"
            found[(node["source_name"], node["name"]) if is_source else (node["name"],)] = node
        return found


def meta(node: Node) -> dict[str, Any]:
    """A node's meta, wherever its dbt version keeps it."""
    return {**(node.get("meta") or {}), **(node.get("config", {}).get("meta") or {})}


def computes(model: Node) -> set[str]:
    """The KPIs of which a model is a part: those that it says, and the one that it is named for."""
    said = set(meta(model).get("kpi_ids") or ())
    name: str = model["name"]
    return said | ({name.removeprefix("kpi_").split("__")[0]} if name.startswith("kpi_") else set())


def relation_of(node: Node) -> tuple[str, str]:
    """Schema and name of a node's relation in the warehouse."""
    return node["schema"], node.get("identifier") or node.get("alias") or node["name"]


def dotted(node: Node) -> str:
    """`schema.name` of a node's relation."""
    return ".".join(relation_of(node))


def load(target: Path) -> Artifacts:
    """The artifacts in a target folder. ReportError where they are missing, damaged, or not of a build."""
    run_results, digest = _read(target / "run_results.json", ("metadata", "args", "results", "elapsed_time"))
    manifest, _ = _read(target / "manifest.json", ("metadata", "nodes", "sources", "unit_tests"))
    command = run_results["args"].get("which")
    if command != "build":
        raise ReportError(
            f"{target / 'run_results.json'}: is from `dbt {command or '?'}`, not from `dbt build`. "
            "Run `dbt build` again (and docs with `dbt docs generate --static --no-compile`, which keeps it)."
        )
    return Artifacts(run_results, manifest, digest, _freshness(target / "sources.json"))


def _read(path: Path, sections: Sequence[str]) -> tuple[dict[str, Any], str]:
    """A JSON file and the sha256 of its bytes."""
    try:
        raw = path.read_bytes()
        document = json.loads(raw)
        missing = [name for name in sections if name not in document]
    except FileNotFoundError:
        raise ReportError(f"{path}: no such file. Run `dbt build` first.") from None
    except OSError as error:
        raise ReportError(f"{path}: cannot be read ({error.strerror}).") from None
    except (ValueError, TypeError) as error:
        raise ReportError(f"{path}: is not valid JSON ({error}). Run `dbt build` again.") from None
    if missing:
        raise ReportError(f"{path}: lacks {', '.join(missing)}. Run `dbt build` again.")
    return document, hashlib.sha256(raw).hexdigest()


def _freshness(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    found, _ = _read(path, ("results",))
    return {result["unique_id"]: result["status"] for result in found["results"]}
