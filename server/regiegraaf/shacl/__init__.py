"""SHACL compiled to SPARQL: shapes become queries that Oxigraph answers for all things at once.

Covered are SHACL Core and SPARQL-based constraints (W3C Recommendation of 20 July 2017, sections
4 and 5). What is not covered raises `NotCovered`, so that nobody takes silence for a pass.
"""

from regiegraaf.shacl.engine import validate
from regiegraaf.shacl.model import Malformed, NotCovered, ShapesGraph
from regiegraaf.shacl.result import Result

__all__ = ["Malformed", "NotCovered", "Result", "ShapesGraph", "validate"]
