"""Write what a proof found: the page, and for a Word file the copy with comments."""

from pathlib import Path

from cchc.errors import RequestError
from cchc.language import say
from cchc.model.guarded import naming
from cchc.model.replaced import replace_file

from .proof_page import draw_page
from .proofing import Proof


def write_proof(draft: Path, proof: Proof, folder: Path) -> list[Path]:
    """Write into a folder and return what was written; never over the draft.

    Raises RequestError where a file of this name would be the draft itself.
    """
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{draft.stem}-soat.html"
    results = [(page, draw_page(proof).encode("utf-8"))]
    if proof.document.format == "docx":
        from .comments import write_commented

        results.append((folder / f"{draft.stem}-soat.docx", write_commented(draft, proof)))
    for path, _ in results:
        if path.exists() and path.resolve() == draft.resolve():
            raise RequestError(
                say("{file} is the draft itself; name another folder with --out", file=path.name)
            )
    for path, content in results:
        with naming(path):
            replace_file(path, content, mode=0o644)
    return [path for path, _ in results]
