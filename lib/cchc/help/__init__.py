"""What helps people along: the doctor for their machine and a copy of the data to practise on."""
