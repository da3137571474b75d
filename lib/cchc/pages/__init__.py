"""What one chapter alone needs, a module each; what two chapters share stands in `show`."""
