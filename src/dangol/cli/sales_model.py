"""The language model of the environment, asked about written dialogues as about a buyer's words."""

import os
from collections import Counter

from dangol.server.model_settings import read_model_setup
from dangol.speak.model import Ending, Model
from dangol.speak.sales.known import Proposed
from dangol.speak.sales.pointing import Question, parse_pointed, point_prompt
from dangol.terms.errors import InputError

ANSWERED, GARBLED = "answered", "garbled"


class NoModelError(InputError):
    """A model is to be asked, and the environment names none."""

    code = "sales.no_model"

    def __init__(self) -> None:
        super().__init__(
            "the environment names no language model",
            hint="set DANGOL_MODEL_URL and DANGOL_MODEL_NAME, as for dangol serve",
        )


class Pointer:
    """Asks the model which words fill which slot, one question after the other, with a server's
    prompt and patience. What it costs is counted nowhere."""

    def __init__(self) -> None:
        setup = read_model_setup(os.environ)
        if setup is None:
            raise NoModelError
        self.name = setup.endpoint.name
        self.ended: Counter[str] = Counter()
        """What became of the questions: `answered`, `garbled`, or how else an answer ended."""
        self._model = Model(setup.endpoint)

    def point(self, question: Question) -> tuple[Proposed, ...]:
        """What the model proposes; nothing where it fails."""
        telling = self._model.ask(point_prompt(question))
        text = "".join(telling)
        if telling.ending not in (Ending.WHOLE, Ending.SHORTENED):
            self.ended[(telling.ending or Ending.BROKEN).value] += 1
            return ()
        answer = parse_pointed(text)
        self.ended[GARBLED if answer is None else ANSWERED] += 1
        return answer.slots if answer is not None else ()

    def close(self) -> None:
        """Nothing is asked any more."""
        self._model.close()
