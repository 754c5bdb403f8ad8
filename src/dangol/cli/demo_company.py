"""The sample company as one of Dangol's customers: a workspace that sells to businesses.

Its site has prices of its own in each language, so each is a workspace, as with the sample shop.
"""

import secrets

import msgspec

from dangol.cli.demo_workspace import ZONES, DemoWorkspace, Login, new_operator
from dangol.decide.recipes import read_recipes
from dangol.engine.catalogue import take_catalogue
from dangol.engine.chat.knowledge import take_knowledge
from dangol.engine.sales.delivery import Kind
from dangol.engine.sales.setups import keep_sales_setup
from dangol.sim.b2b.articles import company_articles
from dangol.sim.b2b.company import plan_catalogue, sample_company
from dangol.sim.b2b.setup import company_setup_texts, company_team
from dangol.store.destinations import DestinationRow, add_destination
from dangol.store.operators import Operators, Role
from dangol.store.record import Record
from dangol.store.sites import check_site, write_site
from dangol.store.workspaces import CHANCE_BYTES, new_workspace, write_hours
from dangol.terms.ids import uuid7
from dangol.terms.instants import Instant
from dangol.terms.languages import Language

HOURS = "mon-fri 09:00-18:00"
"""As the company's articles say."""
CONTRACT_MINOR = {Language.KO: 9_000_000, Language.JA: 900_000, Language.EN: 700_000}
"""What a customer brings in a year, about. Units: minor units of the language's currency."""
TAG = """<script nonce="{nonce}">
window.Dangol = window.Dangol || function () { (Dangol.q = Dangol.q || []).push(arguments) };
(function (id) {
  if (id) Dangol('identify', { userId: id, email: '{email}' }, '{token}');
  else if (localStorage.getItem('ongyeol.member.{language}')) Dangol('reset');
  localStorage.setItem('ongyeol.member.{language}', id)
})('{user_id}')
</script>
<script async nonce="{nonce}" src="SERVER/dangol.js" data-key="KEY"></script>"""
"""What the company pastes: whose trial it is, and the widget."""


def open_demo_company(
    record: Record,
    language: Language = Language.KO,
    *,
    site: str,
    now: Instant,
    password: str = "",
    mail_port: int = 0,
) -> DemoWorkspace:
    """The sample company of that language is a workspace of the record, ready to be served.

    It has the site's origin, its plans with their prices, its articles in all three languages, its
    set-up with two hosts who both work in the inbox, the first of them its owner. Mail is brought
    to the server at `mail_port` of this machine, if there is one. Shape: `site` is where the
    company's site stands, as in `http://127.0.0.1:9001`. A running server knows of all this at
    once, or a few seconds later.
    """
    company, team = sample_company(language), company_team(language)
    others = [other for other in Language if other is not language]
    password = password or secrets.token_urlsafe(12)
    new = new_workspace(
        company.name,
        zone=ZONES[language],
        currency=company.currency,
        languages=(language, *others),
        now=now,
        chance=secrets.token_bytes(CHANCE_BYTES),
        average_order_minor=CONTRACT_MINOR[language],
        margin_ratio=0.8,
    )
    workspace = record.create_workspace(new)
    workspace_id = workspace.workspace_id
    logins = [Login(host.email, password) for host in team.hosts]
    with record.writing() as connection:
        write_site(connection, workspace_id, check_site(site), now)
        write_hours(connection, workspace_id, HOURS)
        operators = Operators(connection, workspace_id)
        for host, login in zip(team.hosts, logins, strict=True):
            role = Role.OWNER if login is logins[0] else Role.OPERATOR
            operators.create_operator(new_operator(login, host.name, role, host.languages, now))
        keep_sales_setup(connection, workspace_id, company_setup_texts(language, site), now)
        if mail_port:
            mail = mail_destination(mail_port, f"hello@{company.domain}", company.name, now)
            add_destination(connection, workspace_id, mail)
    take_catalogue(record, workspace, read_recipes(), plan_catalogue(language, site), now)
    articles = [one for tongue in Language for one in company_articles(tongue, site)]
    take_knowledge(record, workspace_id, "the sample company", articles, now)
    workspace = record.read_workspace(workspace_id) or workspace  # with its hours
    return DemoWorkspace(language, workspace, new.server_key, logins[0])


def mail_destination(port: int, sender: str, name: str, now: Instant) -> DestinationRow:
    """Mail goes to a server of this machine, as from that address."""
    settings = {
        "host": "127.0.0.1",
        "port": str(port),
        "security": "none",
        "from": sender,
        "from_name": name,
    }
    return DestinationRow(
        destination_id=str(uuid7(now, secrets.randbits(74))),
        kind=Kind.MAIL,
        name="mail",
        settings=msgspec.json.encode(settings),
        secret=b"",
        is_active=True,
        updated_at=now,
    )
