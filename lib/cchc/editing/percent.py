"""Printed percentages under the name others rely on; they live in `errloc.percentages`."""

from errloc.percentages import possible_numerators

__all__ = ["possible_numerators"]
