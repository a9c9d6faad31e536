"""The doctor: asks a live database, by SQL, for everything that every service promises about it.

`examination.py` asks, `returning.py` does so night after night, `kept_files.py` opens what was kept sealed,
`elsewhere.py` names the promises that are proved another way or come later, and `page.py` shows it all to a person.
"""
