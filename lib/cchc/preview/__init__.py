"""The annex in a browser while it is being written: it follows every file that is saved."""
