"""The list of the console's doors. Nothing of the console is reached by another way."""

from collections.abc import Callable
from typing import Any

from litestar import HttpMethod
from litestar.handlers import HTTPRouteHandler

from dangol.server.console import entrance, files, inbox, leads, replies, stream, team
from dangol.server.console.access import Need
from dangol.server.console.doors import Door, handler_of
from dangol.server.console.office import Office

GET, POST = HttpMethod.GET, HttpMethod.POST
ONE = "/console/conversations/{id}"

DOORS = (
    Door(GET, "/console/static/{id}", Need.NOTHING, files.send_file),
    Door(GET, "/console/sign-in", Need.NOTHING, entrance.show_entrance),
    Door(POST, "/console/sign-in", Need.NOTHING, entrance.sign_in),
    Door(POST, "/console/sign-out", Need.READ, entrance.sign_out),
    Door(POST, "/console/language", Need.READ, entrance.choose_language),
    Door(GET, "/console/account", Need.READ, entrance.show_account),
    Door(POST, "/console/account/password", Need.READ, entrance.change_password),
    Door(GET, "/console", Need.READ, inbox.show_first),
    Door(GET, "/console/inbox", Need.READ, inbox.show_inbox),
    Door(GET, "/console/inbox/list", Need.READ, inbox.show_list),
    Door(GET, "/console/stream", Need.READ, stream.listen),
    Door(GET, ONE, Need.READ, inbox.show_conversation),
    Door(GET, ONE + "/talk", Need.READ, inbox.show_talk),
    Door(GET, ONE + "/messages", Need.READ, inbox.show_messages),
    Door(GET, ONE + "/person", Need.READ, inbox.show_person),
    Door(POST, ONE + "/join", Need.ANSWER, inbox.join),
    Door(POST, ONE + "/say", Need.ANSWER, inbox.say),
    Door(POST, ONE + "/hand-back", Need.ANSWER, inbox.hand_back),
    Door(POST, ONE + "/close", Need.ANSWER, inbox.close),
    Door(POST, ONE + "/typing", Need.ANSWER, inbox.typing),
    Door(POST, ONE + "/seen", Need.ANSWER, inbox.see),
    Door(GET, "/console/leads", Need.READ, leads.show_leads),
    Door(GET, "/console/replies", Need.ANSWER, replies.show_replies),
    Door(POST, "/console/replies", Need.ANSWER, replies.save_reply),
    Door(POST, "/console/replies/{id}", Need.ANSWER, replies.save_reply),
    Door(POST, "/console/replies/{id}/delete", Need.ANSWER, replies.forget_reply),
    Door(GET, "/console/team", Need.OWN, team.show_team),
    Door(POST, "/console/team", Need.OWN, team.add_colleague),
    Door(POST, "/console/team/{id}", Need.OWN, team.change_colleague),
)


def console_routes(office_of: Callable[[Any], Office]) -> list[HTTPRouteHandler]:
    """The console's handlers; `office_of` finds the open office in the application's state."""
    return [handler_of(door, office_of) for door in DOORS]
