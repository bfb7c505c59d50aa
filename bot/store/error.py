"""The one error of the store, apart from what needs SQLAlchemy."""


class StoreError(Exception):
    """The store cannot be used; the message says why, for the operator. Holds no password."""
