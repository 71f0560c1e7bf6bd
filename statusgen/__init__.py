"""A static status page that cannot claim what its evidence does not show."""

__version__ = "0.1.0"
