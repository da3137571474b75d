"""Imported last by the process that workers are forked from: does once what each would do."""

import gc

from .lean_nbformat import nbformat

# what notebooks are checked by is made of the schema when the first one is
nbformat.validate(nbformat.v4.new_notebook())
# a search for garbage in a worker would copy every page of what was imported
gc.freeze()
