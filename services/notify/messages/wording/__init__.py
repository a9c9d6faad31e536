"""What each kind of message says in Dutch: phrases, and how the facts fill them; a file for each part of the relief."""
