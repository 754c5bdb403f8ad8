"""Words for what is one of a few, as a template asks for them."""

from dangol.terms.languages import Language
from dangol.terms.texts import render_text


class Words:
    """The words of one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def role(self, role: str) -> str:
        """What an operator may do."""
        return render_text(f"console.role.{role}", self._language)

    def problem(self, code: str) -> str:
        """Why there is no page."""
        return render_text(f"console.problem.{code}", self._language)

    def problem_next(self, code: str) -> str:
        """What to do where there is no page."""
        return render_text(f"console.remedy.{code}", self._language)

    def refused(self, reason: str) -> str:
        """Why a conversation was left as it was."""
        return render_text(f"console.refused.{reason}", self._language)

    def empty(self, tab: str) -> str:
        """That a list holds nothing."""
        return render_text(f"console.empty.{tab}", self._language)

    def reply_problem(self, code: str) -> str:
        """Why a saved reply was not kept."""
        return render_text(f"console.reply.problem.{code}", self._language)

    def password_problem(self, code: str) -> str:
        """Why a password was not changed."""
        return render_text(f"console.unchanged.{code}", self._language)

    def team_problem(self, code: str) -> str:
        """Why an operator was left as they were."""
        is_password = code in ("too_short", "too_long", "too_plain")
        if is_password:
            return self.password_problem(code)
        return render_text(f"console.member.{code}", self._language)
