import subprocess
import sys

CODE = """
import sys
from pathlib import Path
from cchc.publish import build, status
from cchc.run.cache import SectionCache
from cchc.run.source_hashes import Sources
sources = Sources("2030Q1", {}, {}, "")
cache = SectionCache(Path("nowhere"), sources, Path("data"))
with build.remembering_beside(cache):
    pass
print(*sorted({"cchc.annex", "nbformat", "nbconvert", "pandas", "typst"} & set(sys.modules)))
"""


def test_nothing_of_the_annex_is_imported_before_the_sections_run(tmp_path):
    """It is imported beside them, after the lean nbformat, which has to come first."""
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert done.stdout.split() == []


LEAN = """
import sys
import cchc.run.lean_nbformat
import cchc.annex
[cchc.annex.find_writer(kind) for kind in ("html", "pdf")]
dear = {"bs4", "jupyter_client", "nbclient", "tornado", "isoduration", "bleach", "fontTools"}
print(*sorted((dear | {"docx", "xlsxwriter"}) & set(sys.modules)))
import nbconvert
print(nbconvert.HTMLExporter.__name__, issubclass(cchc.annex.html.HtmlExporter, nbconvert.Exporter))
print(nbconvert.filters.clean_html("<b>1</b><script>2</script>"))
"""


def test_the_annex_imports_of_nbconvert_what_it_writes_with_and_leaves_the_rest_whole(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", LEAN], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    cleaned = "<b>1</b>&lt;script&gt;2&lt;/script&gt;"
    assert done.stdout.splitlines() == ["", "HTMLExporter True", cleaned]
