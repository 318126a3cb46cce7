"""
The ready folders of three municipalities: founded with them, each holds what its own account prints.

What is printed stands here as the accounts have it, list by list, so that an entry that goes missing or is
called otherwise is noticed.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from intake.clock import SystemClock, local_date
from tests.cli.test_installation import ORGANISATION, TWO, betro
from tests.founding import a_ceremony
from tests.weekdays import on
from triage.rules.organisation_data import ready_names
from triage.rules.taxonomy import Taxonomy, choices
from triage.services.organisation import Organisation
from triage.services.people.provision import open_installation

TODAY = on("Mon 2026-11-23")


@dataclass(frozen=True)
class Printed:
    """What an account prints: its units, some lists as a whole, and what stands among others in some."""

    council: str
    units: tuple[str, ...]
    whole: dict[str, tuple[str, ...]]
    among: dict[str, tuple[str, ...]]
    open: dict[str, str]


NAESTVED = Printed(
    council="byrådet",
    units=("CAM", "CBU", "CSA", "CHP", "CTM", "CKB", "CDS", "CEI", "COK"),
    whole={
        "inquiry_types": ("Råd og vejledning", "Klagepunkter", "Hører ikke til i noget center", "Afvist"),
        "themes:local_no_centre": (
            "Udbetaling Danmark",
            "Familieretshuset",
            "Udlændingestyrelsen",
            "Patientrådgiver",
            "Gæld",
            "SKAT",
            "Lejeret",
        ),
    },
    among={
        "themes": (
            "Lang sagsbehandlingstid",
            "Frist for aktindsigt ikke overholdt",
            "Frist for hjemvist sag ikke overholdt",
            "Ikke besked om forventet svar",
            "Kan ikke træffe centret eller få svar",
            "Medarbejderes optræden",
            "Manglende dagsorden",
            "Kan ikke kende sine egne udtalelser i referatet",
            "Ikke hørt eller inddraget",
            "Manglende vejledning",
            "Manglende fokus på forvaltningsretlige regler",
            "Sproglig uklarhed i afgørelser og breve",
            "Manglende systematik i sagsbehandlingen",
            "Ikke besked om sagsbehandlers fravær",
            "Partshøring",
            "Begrundelse",
            "Klagesystemet",
            "Lovbestemmelse",
            "Vejvisning",
            "Skriftlig afgørelse",
        ),
        "rejection_reasons": (
            "Sagen er mere end et år gammel",
            "Borger fra en anden kommune",
            "Allerede indbragt for Ombudsmanden, tilsynet eller en domstol",
            "Uden for kompetence: personale og ansættelse",
        ),
        "handlings": ("Vejvisning", "Mægling", "Med til møde som observatør"),
        "report_themes": (
            "Overtrædelse af forvaltningsretlige principper",
            "Overtrædelse af kommunens interne retningslinjer",
            "Miljøtilsyn",
        ),
        "out_of_scope": ("Eget ansættelsesforhold", "Forhold af bagatelagtig karakter"),
    },
    open={"Jobcentret": "cam", "Borgerservice": "ckb"},
)
ODSHERRED = Printed(
    council="byrådet",
    units=(
        "Center for Børn, Unge og Familier",
        "Center for Omsorg og Sundhed",
        "Center for Social og Arbejdsmarked",
        "Ydelsesafdelingen",
        "Jobcenteret",
        "Myndighedsafdelingen Voksen",
        "Borgerservice",
        "Servicecentret",
    ),
    whole={"inquiry_types": ("Vejledning", "Udredning", "Klage", "Afvist")},
    among={
        "places": ("Biblioteket i Nykøbing", "Biblioteket i Asnæs"),
        "dispositions": (
            "Relevant chef orienteret",
            "Vejledt om, hvor man kan henvende sig",
            "Sendt videre efter aftale",
            "Behandlet i Borgerrådgivningen",
        ),
        "report_themes": (
            "Fare for enkeltpersoners sundhed og sikkerhed",
            "Fare for miljøet",
            "Manglende faglige ressourcer",
            "Et barns mistrivsel",
        ),
        "out_of_scope": ("Indberetningen kommer fra en borger",),
    },
    open={"Center for Børn Unge og Familier": "children_families", "Jobcentret": "job_centre"},
)
ALBERTSLUND = Printed(
    council="kommunalbestyrelsen",
    units=(
        "Borger, Arbejdsmarked & Erhverv",
        "Børn & Familie",
        "Dagtilbud & Skole",
        "Kultur, Fritid & Ejendomme",
        "Miljø & Teknik",
        "Ældre, Sundhed & Social",
        "Økonomi & Stab",
        "Øvrige, andre end kommunen",
    ),
    whole={
        "themes:": (
            "Andet",
            "GDPR",
            "Forvaltningsloven",
            "Forvaltningsskik",
            "Hjemmelsspørgsmål",
            "Offentlighedsloven",
            "Opgavevaretagelse",
            "Retsgrundsætninger",
            "Diskrimination",
        ),
        "themes:other": ("Anden offentligretlig lovgivning", "Privatretlige spørgsmål"),
        "themes:data_protection": (
            "Behandlingssikkerhed",
            "Berigtigelse, sletning eller blokering",
            "Databehandlingsskik",
        ),
        "themes:administration_act": (
            "Begrundelse",
            "Klagevejledning",
            "Partsaktindsigt",
            "Partshøring",
            "Repræsentation",
            "Vejledning",
        ),
        "themes:good_administration": (
            "Betjening af borgerne",
            "Enkelhed og effektivitet",
            "Inddragelse",
            "Koordineret indsats",
            "Opfølgning",
            "Orientering om sagens gang eller status",
            "Sagsbehandlingstid og manglende svar",
            "Sprogbrug, klarhed, præcision m.v.",
            "Venlig og hensynsfuld optræden",
            "Åbenhed og tillid",
        ),
        "themes:facts_and_authority": ("Afgørelser", "Andre materielle spørgsmål"),
        "themes:openness_act": ("Notatpligt",),
        "themes:performance": ("Generelle serviceniveau", "Konkret serviceniveau"),
        "themes:local_principles": ("Sagsoplysning og oplysningsskridt",),
    },
    among={"handlings": ("Sparring om eller hjælp til at skrive en klage", "Taget op på et statusmøde")},
    open={"Borger & Arbejdsmarked": "bae", "Ældre, Sundhed- & Social": "aess", "Familieafsnittet": "bf"},
)
OF = {"albertslund": ALBERTSLUND, "naestved": NAESTVED, "odsherred": ODSHERRED}


def founded(folder: Path, like: str) -> Organisation:
    """Found an installation like a municipality, read the folder and let it hold, as an operator does."""
    held = str(a_ceremony(folder.with_suffix(".json"), on=local_date(SystemClock().now())))
    assert betro("init", str(folder), "--like", like, *ORGANISATION, *TWO, "--ceremony", held).exit_code == 0
    settings = folder / "betro.toml"
    assert open_installation(settings).units.by_code == {}
    for step in (("check",), ("apply", "--reason", "Vores egne lister")):
        said = betro("organisation", *step, settings=settings)
        assert said.exit_code == 0, said.output
    return open_installation(settings)


def offered(taxonomy: Taxonomy, which: str) -> list[str]:
    """What a form offers of a list, or of the sub-themes of a theme (`themes:` are the main ones)."""
    name, part, theme = which.partition(":")
    terms = getattr(taxonomy, name)
    if part:
        terms = {code: each for code, each in terms.items() if (each.theme or "") == theme}
    return [label for _code, label in choices(terms, "da", TODAY)]


def test_there_is_a_test_of_every_folder() -> None:
    """A fourth that is added is tried like the three."""
    assert set(OF) == set(ready_names())


@pytest.mark.parametrize("like", OF)
def test_every_printed_category_finds_its_entry(tmp_path: Path, like: str) -> None:
    """Units by every name that is printed, and each list as a form offers it; what is exact is exact."""
    organisation, printed = founded(tmp_path / like, like), OF[like]
    taxonomy, units = organisation.taxonomy, organisation.units.by_code.values()
    named = {name: each.code for each in units for name in (*each.names.values(), *each.aliases)}
    assert len({named[each] for each in printed.units}) == len(printed.units) == len(units)
    assert {each: named[each] for each in printed.open} == printed.open
    assert organisation.words.by_name("da")["council"] == printed.council
    for which, labels in printed.whole.items():
        assert sorted(offered(taxonomy, which)) == sorted(labels), which
    for which, labels in printed.among.items():
        assert set(labels) <= set(offered(taxonomy, which)), which
