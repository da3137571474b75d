"""What the data is: the catalogue, a quarter's files, printed numbers, problems in them."""
