"""Builds where a process may open few files, each in a process of its own that is given the limit."""

import subprocess
import sys

import pytest

resource = pytest.importorskip("resource")
CODE = """import resource, sys
soft, hard = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
from cchc.run.descriptors import allow_files
allow_files()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"""


def limited(soft: int, hard: int) -> subprocess.CompletedProcess:
    words = [sys.executable, "-c", CODE, str(soft), str(hard)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("soft", "hard", "then"), [(48, 4096, 1024), (48, 200, 200), (1024, 1024, 1024)]
)
def test_a_limit_that_may_be_raised_is_raised(soft, hard, then):
    assert limited(soft, hard).stdout == f"{then}\n"


@pytest.mark.parametrize("most", [40, 127])
def test_a_limit_that_no_build_can_live_with_is_told_before_anything_starts(most):
    told = limited(most, most).stderr
    assert f"a process may open only {most} files here and a build needs 128" in told
