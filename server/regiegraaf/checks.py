"""x"""
from __future__ import annotations
from dataclasses import dataclass
@dataclass
class R:
    findings: list
    files: int
def run(path, *, sources):
    return R([],0)
