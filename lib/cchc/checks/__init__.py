"""From rules to findings and cases: what is wrong in a quarter's figures."""
