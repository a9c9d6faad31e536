"""Every function that others may call says what it means."""

from house.inspection.docstrings import faults_in_docstrings

SOURCE = '''
def split(cents: int) -> list[int]:
    """Divide without losing a cent."""

async def claim() -> None:
    pass

def _inner() -> None:
    pass
'''


def test_a_public_function_without_a_docstring_is_a_fault() -> None:
    assert [(fault.where, fault.what) for fault in faults_in_docstrings("services/x.py", SOURCE)] == [
        ("services/x.py:5", "`claim` has no docstring")
    ]
