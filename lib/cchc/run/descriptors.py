"""How many files a process may open: enough for kernels, or a message before any is started."""

from cchc.errors import RequestError
from cchc.language import say

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None

# a kernel and who drives it hold about forty
LEAST, _AMPLE = 128, 1024


def allow_files() -> None:
    """Let this process and those it starts open as many files as a build needs.

    Raises RequestError where the system forbids it.
    """
    if resource is None:
        return
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if now == resource.RLIM_INFINITY or now >= _AMPLE:
        return
    wanted = _AMPLE if most == resource.RLIM_INFINITY else min(_AMPLE, most)
    if wanted < LEAST:
        raise RequestError(
            say(
                "a process may open only {count} files here and a build needs {least}; call"
                " ulimit -n 1024 first",
                count=wanted,
                least=LEAST,
            )
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
