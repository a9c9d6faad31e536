"""How the schema `mandates` came to be, a file in `versions/` for each step; by the rules of the schedule's steps."""
