import sys

# `python -m` looks first where the user happens to be: a random.py lying there is not ours
if not sys.flags.safe_path:
    del sys.path[0]

from .cli import main

if __name__ == "__main__":
    main()
