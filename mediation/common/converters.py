from .codes import ALPHABET, CODE_LENGTH


class CodeConverter:
    """`<code:code>`: eight characters of our alphabet, in capitals or not."""

    regex = f"[{ALPHABET}{ALPHABET.lower()}]{{{CODE_LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value
