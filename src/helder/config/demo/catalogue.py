"""The demo's organisation, its 14 services in users' words and its 6 suppliers."""

from __future__ import annotations

from helder.config.demo.people import Crew
from helder.organisation.models import Organisation
from helder.people.models import Audience
from helder.services.models import Service, Supplier

SUPPLIERS = {
    "nettec": ("NetTec BV", "030 555 0101", "NT-2024-118"),
    "cloudwerk": ("CloudWerk", "020 555 0140", "CW-88120"),
    "edusoft": ("EduSoft Nederland", "040 555 0177", "ES-2023-07"),
    "printpunt": ("PrintPunt", "026 555 0163", "PP-5521"),
    "persona-hr": ("Persona HR", "010 555 0119", "HR-3310"),
    "taalmodel": ("Taalmodel Diensten", "", "TM-2025-02"),
}

# slug: icon, audience, supplier, (name, what people do with it, which work stops) nl and en
SERVICES: tuple[tuple[str, str, str, str, tuple[str, str, str], tuple[str, str, str]], ...] = (
    (
        "wifi",
        "wifi",
        "all",
        "nettec",
        (
            "Wifi",
            "Draadloos internet in al onze gebouwen.",
            "Zonder wifi werken laptops en telefoons alleen op mobiel internet.",
        ),
        (
            "Wifi",
            "Wireless internet in all our buildings.",
            "Without wifi, laptops and phones only work on mobile data.",
        ),
    ),
    (
        "e-mail",
        "mail",
        "all",
        "cloudwerk",
        (
            "E-mail en agenda",
            "Mail en afspraken, op je laptop en je telefoon.",
            "Zonder e-mail komen berichten later aan; ze gaan niet verloren.",
        ),
        (
            "E-mail and calendar",
            "Mail and appointments, on your laptop and phone.",
            "Without e-mail, messages arrive later; they are not lost.",
        ),
    ),
    (
        "inloggen",
        "key",
        "all",
        "cloudwerk",
        (
            "Inloggen",
            "Met één account in al onze systemen.",
            "Zonder inloggen zijn bijna alle systemen niet te bereiken.",
        ),
        (
            "Signing in",
            "One account for all our systems.",
            "Without signing in, almost no system can be reached.",
        ),
    ),
    (
        "leeromgeving",
        "graduation-cap",
        "all",
        "edusoft",
        (
            "Leeromgeving",
            "Lesmateriaal, opdrachten inleveren, toetsen maken.",
            "Zonder leeromgeving kunnen opdrachten niet worden ingeleverd.",
        ),
        (
            "Learning environment",
            "Course material, handing in work, taking tests.",
            "Without it, assignments cannot be handed in.",
        ),
    ),
    (
        "rooster",
        "calendar",
        "all",
        "edusoft",
        (
            "Rooster",
            "Waar en wanneer je les hebt of geeft.",
            "Zonder rooster zijn lokaalwijzigingen niet te zien.",
        ),
        (
            "Timetable",
            "Where and when your classes are.",
            "Without it, room changes cannot be seen.",
        ),
    ),
    (
        "cijfers",
        "list-checks",
        "all",
        "edusoft",
        (
            "Cijfers",
            "Resultaten inzien en invoeren.",
            "Zonder dit systeem kunnen cijfers niet worden ingevoerd of bekeken.",
        ),
        (
            "Grades",
            "See and enter results.",
            "Without this system, grades cannot be entered or seen.",
        ),
    ),
    (
        "teams-bestanden",
        "folder",
        "all",
        "cloudwerk",
        (
            "Teams en bestanden",
            "Samenwerken, videobellen en bestanden delen.",
            "Zonder Teams kunnen online lessen niet doorgaan.",
        ),
        (
            "Teams and files",
            "Working together, video calls, sharing files.",
            "Without Teams, online classes cannot take place.",
        ),
    ),
    (
        "printen",
        "printer",
        "all",
        "printpunt",
        (
            "Printen",
            "Printen, kopiëren en scannen met je pas.",
            "Zonder printers liggen toetsen op papier niet op tijd klaar.",
        ),
        (
            "Printing",
            "Print, copy and scan with your card.",
            "Without printers, paper exams are not ready in time.",
        ),
    ),
    (
        "laptops",
        "laptop",
        "personeel",
        "nettec",
        (
            "Werklaptops",
            "De laptop die je van ons hebt.",
            "Zonder werkende laptop kun je niet bij je werk.",
        ),
        (
            "Work laptops",
            "The laptop you have from us.",
            "Without a working laptop you cannot do your work.",
        ),
    ),
    (
        "telefonie",
        "phone",
        "personeel",
        "nettec",
        (
            "Bellen",
            "Vaste en mobiele nummers van de hogeschool.",
            "Zonder telefonie zijn balies en afdelingen niet bereikbaar.",
        ),
        (
            "Phones",
            "The school's landline and mobile numbers.",
            "Without phones, desks and departments cannot be reached.",
        ),
    ),
    (
        "stages",
        "handshake",
        "studenten",
        "edusoft",
        (
            "Stages",
            "Een stage vinden, regelen en laten goedkeuren.",
            "Zonder het stageportaal kunnen stages niet worden goedgekeurd.",
        ),
        (
            "Internships",
            "Finding, arranging and approving an internship.",
            "Without the portal, internships cannot be approved.",
        ),
    ),
    (
        "personeelszaken",
        "banknote",
        "personeel",
        "persona-hr",
        (
            "Salaris en verlof",
            "Je loonstrook, verlof en declaraties.",
            "Zonder dit systeem worden declaraties later betaald.",
        ),
        (
            "Pay and leave",
            "Your payslip, leave and expenses.",
            "Without this system, expenses are paid later.",
        ),
    ),
    (
        "ai-assistent",
        "bot",
        "docenten",
        "taalmodel",
        (
            "AI-assistent",
            "Hulp bij schrijven, samenvatten en lesmateriaal maken.",
            "Zonder de assistent doe je dit werk zelf; niets gaat verloren.",
        ),
        (
            "AI assistant",
            "Help with writing, summarising and making course material.",
            "Without the assistant you do this work yourself; nothing is lost.",
        ),
    ),
    (
        "oefengesprekken",
        "message-circle",
        "studenten",
        "taalmodel",
        (
            "Oefengesprekken",
            "Een gesprek met een patiënt of klant oefenen.",
            "Zonder dit systeem oefen je met elkaar.",
        ),
        (
            "Practice conversations",
            "Practise a conversation with a patient or client.",
            "Without this system you practise with each other.",
        ),
    ),
)


CARRIES = {"e-mail": ["mail"]}
"""Services without which a channel of Helder itself does not work."""


def organisation() -> None:
    """The house style and the card of the service desk."""
    Organisation.objects.create(
        name="Hogeschool Rivierland",
        it_name={"nl": "IT-dienst", "en": "IT Services"},
        address=Organisation.Address.INFORMAL,
        sender_name="IT-dienst Rivierland",
        sender_mail="it-dienst@rivierland.example",
        desk_name={"nl": "IT-servicedesk", "en": "IT service desk"},
        desk_phone="024 555 0100",
        desk_mail="servicedesk@rivierland.example",
        desk_place={
            "nl": "Locatie Centrum, begane grond, naast de bibliotheek",
            "en": "City centre, ground floor, next to the library",
        },
        desk_hours={
            "nl": "Maandag tot en met vrijdag van 8:00 tot 18:00",
            "en": "Monday to Friday, 8:00 to 18:00",
        },
    )


def services(crew: Crew) -> None:
    """Suppliers and services; the two writers answer for them and stand in for each other."""
    Supplier.objects.bulk_create(
        Supplier(slug=slug, name=name, phone=phone, contract=contract)
        for slug, (name, phone, contract) in SUPPLIERS.items()
    )
    suppliers = {supplier.slug: supplier for supplier in Supplier.objects.all()}
    audiences = {audience.slug: audience for audience in Audience.objects.all()}
    for position, (slug, icon, audience, supplier, nl, en) in enumerate(SERVICES):
        name, description, stops = (
            {"nl": dutch, "en": english} for dutch, english in zip(nl, en, strict=True)
        )
        owner, deputy = crew.writers if position % 2 else crew.writers[::-1]
        Service.objects.create(
            slug=slug,
            name=name,
            description=description,
            stops=stops,
            icon=icon,
            audience=audiences[audience],
            supplier=suppliers[supplier],
            owner=owner,
            deputy=deputy,
            position=position,
            carries=CARRIES.get(slug, []),
        )
