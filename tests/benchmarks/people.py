"""Believable people: names, telephones and addresses of the sizes that branches have."""

from __future__ import annotations

import random
from datetime import date, timedelta

from shared.contract.bodies.people import MemberProfile


def _words(text: str) -> list[str]:
    return text.split()


_FIRST = _words(
    "Adaeze Aisha Amaka Bisi Blessing Chidinma Chioma Damilola Ebele Efua Fatima Folake Funke Grace Halima "
    "Hauwa Ifeoma Ijeoma Kehinde Khadija Lami Maryam Mercy Ngozi Nkechi Obioma Ronke Sade Taiwo Temitope "
    "Uche Yetunde Zainab Zara"
)
_LAST = _words(
    "Abubakar Adebayo Adeyemi Afolabi Akande Balogun Bello Chukwu Danjuma Eze Garba Ibrahim Idowu Ikeh "
    "Lawal Mohammed Musa Njoku Nwosu Obi Okafor Okeke Okonkwo Okoro Olawale Onyeka Owolabi Sani Suleiman "
    "Umar Usman Yakubu"
)
_STREETS = _words("Ajose Allen Awolowo Bode Thomas Broad Creek Eko Herbert Ikorodu Marina Ojuelegba Opebi")
_TRADES = _words("trader tailor farmer caterer hairdresser teacher")


def profile(chance: random.Random) -> MemberProfile:
    """Return what a union's form asks of a new member."""
    last = chance.choice(_LAST)
    return MemberProfile(
        first_name=chance.choice(_FIRST),
        last_name=last,
        phone=f"+234 80{chance.randrange(10)} {chance.randrange(1000):03d} {chance.randrange(10_000):04d}",
        address=f"{chance.randrange(1, 200)} {chance.choice(_STREETS)} Street",
        city="Ibadan",
        state="Oyo",
        country="Nigeria",
        date_of_birth=date(1960, 1, 1) + timedelta(days=chance.randrange(16_000)),
        gender="F" if chance.random() < 0.8 else "M",
        marital_status=chance.choice(("single", "married", "widowed")),
        profession=chance.choice(_TRADES),
    )
