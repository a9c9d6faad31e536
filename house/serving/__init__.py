"""What `up` is made of: the folder it keeps, the people it lets in, its server and the worker beside it."""
