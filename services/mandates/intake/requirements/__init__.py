"""Which papers are asked, as data: `default.toml`, and one file for each policy that asks something else."""
