"""What a person sets in motion and several services finish: relief begins, a cost is handed back, relief ends."""
