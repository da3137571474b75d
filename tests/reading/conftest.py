"""Texts that are read, made in the test."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cchc.reading.proofing import Proof, proof_file


@pytest.fixture
def proofed(tmp_path: Path) -> Callable[..., Proof]:
    """Proof a text as a file of the given ending."""

    def proof(text: str, ending: str = ".md") -> Proof:
        path = tmp_path / f"bao-cao{ending}"
        path.write_text(text, encoding="utf-8")
        return proof_file(path)

    return proof
