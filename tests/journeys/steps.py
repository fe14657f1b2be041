"""What every journey does and reads."""

import json
from pathlib import Path


def words(page) -> str:
    return " ".join(page.inner_text("body").split())


def press(page, name: str, **where) -> None:
    page.get_by_role("button", name=name, **where).first.click()
    page.wait_for_load_state()


def sms(mailbox: Path) -> list[dict]:
    return [json.loads(path.read_text()) for path in sorted(mailbox.glob("*.sms.json"))]


def to(messages: list[dict], phone: str) -> list[str]:
    return [message["text"] for message in messages if message["to"] == phone]
