"""What the system says of a file, which it says in English only."""

import errno

from .catalogue import say


def say_system(error: OSError) -> str:
    """Say in plain words what the system refused; what is rare stays in the system's words."""
    match error.errno:
        case errno.ENOENT:
            return say("there is no such file or folder")
        case errno.EACCES | errno.EPERM:
            return say("no right to open or write it")
        case errno.EROFS:
            return say("the disk can only be read")
        case errno.ENOSPC | errno.EDQUOT:
            return say("the disk is full")
        case errno.EISDIR:
            return say("it is a folder, not a file")
        case errno.ENOTDIR:
            return say("a part of its path is a file, not a folder")
        case errno.EEXIST:
            return say("it is there already")
        case errno.ENAMETOOLONG:
            return say("its name is too long")
        case errno.ETXTBSY | errno.EBUSY:
            return say("another program uses it")
        case errno.EMFILE | errno.ENFILE:
            return say("too many files are open")
        case errno.EIO:
            return say("the disk gives an error")
    return error.strerror or str(error) or type(error).__name__
