"""What makes a sentence of what was put together: a large letter at its beginning, and Spanish contractions."""

import re


def capitalised(text: str) -> str:
    """A sentence with its first letter large."""
    return text[:1].upper() + text[1:]


def contracted(text: str, locale: str) -> str:
    """Spanish runs «de» and «a» together with «el»; what stands in quotation marks is left as it is."""
    if locale != "es":
        return text
    parts = re.split(r"(«[^»]*»)", text)
    parts[::2] = [re.sub(r"\b([dD]e|a) el\b", lambda match: f"{match[1]}l", part) for part in parts[::2]]
    return "".join(parts)
