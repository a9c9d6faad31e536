"""The go-ahead for the payments of a run: may this be paid by us, by which way, to which account?"""
