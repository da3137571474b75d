"""A folder that is replaced as a whole or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield an empty folder beside `target` that takes its place when the block ends without an error.

    After an error `target` is as it was and nothing is left behind. Raises OSError where writing fails.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # on the same disk as the target, so that a rename is enough; hidden from whoever lists the outputs
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        new, old = aside / "new", aside / "old"
        new.mkdir()
        yield new
        existed = target.exists()
        if existed:
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            if existed:
                old.rename(target)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
