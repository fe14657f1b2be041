"""Campaigns really leave: by the gateway that the courier is tried with."""

from tests.courier.conftest import gateway

__all__ = ["gateway"]
