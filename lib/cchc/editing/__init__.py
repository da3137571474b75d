"""The engine under the name others rely on; it lives in `errloc`."""

from errloc import localise

__all__ = ["localise"]
