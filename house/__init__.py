"""The composition root, the only package that may import every service: the commands and what they run on."""
