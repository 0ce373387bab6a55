"""What the tests of delivery share: mail servers, and a letter."""

from tests.delivery.servers import post

__all__ = ["post"]
