"""Names as they are written in Nigeria: Yoruba, Igbo and Hausa, with their own letters.

The rule kept here: nobody real is meant; first and last names are combined by chance.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """First names of women and men, and family names, of one language."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


YORUBA = Names(
    women=(
        "Fúnmiláyọ̀",
        "Títílayọ̀",
        "Ọmọ́lará",
        "Bọ́láńlé",
        "Ìyábọ̀",
        "Adéṣọlá",
        "Ṣadé",
        "Àbíkẹ́",
        "Mojísọ́lá",
        "Fọlákẹ́",
        "Rónkẹ́",
        "Yétúndé",
        "Olúwatóyìn",
        "Morẹ́nikẹ́",
        "Bísí",
    ),
    men=("Ayọ̀délé", "Olúfẹ́mi", "Táíwò", "Kẹ́hìndé", "Gbénga", "Ṣẹ́gun", "Adékúnlé", "Wálé"),
    families=(
        "Adébáyọ̀",
        "Ọlátúnjí",
        "Akínwálé",
        "Ògúndélé",
        "Balógun",
        "Adéyẹmí",
        "Ọláníyan",
        "Ọdẹ́wálé",
        "Àjàyí",
        "Ọ̀ṣúnkẹ́yẹ",
        "Ọmọ́tọ́ṣọ̀",
        "Ṣówándé",
    ),
)
IGBO = Names(
    women=(
        "Ngọzi",
        "Ifeọma",
        "Chidịmma",
        "Nkechinyere",
        "Adaeze",
        "Ogechi",
        "Ụzọamaka",
        "Chinyere",
        "Obiageli",
        "Nneka",
        "Amarachi",
        "Ebele",
    ),
    men=("Obinna", "Chukwuemeka", "Ikenna", "Ụchenna", "Nnamdi", "Okechukwu"),
    families=(
        "Nwọsu",
        "Okonkwọ",
        "Ọkafọ",
        "Anyanwụ",
        "Ụgwu",
        "Ezeigbo",
        "Nnadị",
        "Onwụka",
        "Mbanefo",
        "Iheanachọ",
    ),
)
HAUSA = Names(
    women=(
        "Hafsatu",
        "Zainab",
        "Rabi'atu",
        "A'ishatu",
        "Ladi",
        "Sa'adatu",
        "Maimunatu",
        "Hadiza",
        "Asma'u",
        "Ɗahara",
    ),
    men=("Ɗahiru", "Ƙasimu", "Yakubu", "Garba", "Sani", "Ɗanladi"),
    families=("Abubakar", "Bello", "Ɗankoli", "Ƙwarai", "Musa", "Lawal", "Ɗanjuma", "Ɓaffa", "Shehu"),
)
LANGUAGES = (YORUBA, IGBO, HAUSA)

TRADES = (
    "Provisions trader",
    "Tailor",
    "Tomato and pepper seller",
    "Hairdresser",
    "Cloth (ankara) seller",
    "Food vendor",
    "Fish smoker",
    "Poultry keeper",
    "Grain seller",
    "Shoe maker",
    "Phone accessories",
    "Soap maker",
    "Garri processor",
    "Tricycle owner",
    "Palm oil trader",
    "Second-hand clothes",
)
