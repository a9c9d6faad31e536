"""Arrears: letters about bills that are said not to be paid, refuted with the proof or somebody's alarm at once."""
