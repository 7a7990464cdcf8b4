"""The tokens of an expression, taken one after the other."""

from bpmn.forms.feel.tokens import FeelError, Token, unreadable


class TokenStream:
    """The `tokens` of `text`, and which of them (`at`, from 0) comes next."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def failure(self) -> FeelError:
        return unreadable(self.text, self.token.start)

    def next_is(self, *texts: str) -> bool:
        return self.token.kind in ("sign", "name") and self.token.text in texts

    def take(self, *texts: str) -> str | None:
        """The next token's text, passed over, if it is one of `texts`."""
        if not self.next_is(*texts):
            return None
        self.at += 1
        return self.tokens[self.at - 1].text

    def expect(self, *texts: str) -> str:
        """The next token's text, one of `texts`. Raises FeelError."""
        taken = self.take(*texts)
        if taken is None:
            raise self.failure()
        return taken
