"""Recalls: money that we paid and ask back."""
