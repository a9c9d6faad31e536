"""What a back office copies into its own repository: a pytest plugin in one file."""
