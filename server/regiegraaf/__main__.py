"""``python -m regiegraaf`` is the command ``regie``."""

from __future__ import annotations

from regiegraaf.cli import main

main()
