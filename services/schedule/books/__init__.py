"""The books as a controller reads them: the way of any euro, three ledgers side by side, journals that were exported.

This room reads what others keep, and owns nothing but what was exported.
"""
