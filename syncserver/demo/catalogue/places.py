"""Where the demo institution's unions meet: sixteen markets and quarters of one large town.

The rule kept here: a union has one weekday and one hour, and points on the map are only roughly right.
"""

from dataclasses import dataclass

from syncserver.demo.catalogue.names import HAUSA, IGBO, YORUBA, Names


@dataclass(frozen=True, slots=True)
class Place:
    """A union's name and home; `names` is the language most of its members' names are from."""

    union: str
    quarter: str
    meeting_place: str
    time: str
    names: Names
    latitude_e7: int
    longitude_e7: int


PLACES = (
    Place("Ìrẹ̀pọ̀dùn Market Women", "Mushin", "Ojúwoyè market hall", "09:00", YORUBA, 65270000, 33540000),
    Place("Ọ̀rẹ́-Òfẹ́ Traders", "Agege", "Town hall, Agege", "11:30", YORUBA, 66180000, 33230000),
    Place("Udoka Ladies", "Alaba", "Alaba phase two", "10:00", IGBO, 64620000, 31910000),
    Place("Zumunta Women", "Mile 12", "Kosofe grain shed", "14:00", HAUSA, 66040000, 33990000),
    Place("Ìfẹ́sọwápọ̀", "Ìkòròdú", "Sabo motor park", "09:30", YORUBA, 66190000, 35050000),
    Place("Igwebuike", "Ladipo", "Ladipo spare parts line 4", "12:00", IGBO, 65390000, 33480000),
    Place("Amana Traders", "Obálendé", "Obálendé under bridge", "10:30", HAUSA, 64460000, 34110000),
    Place("Olúwaṣeun Group", "Oshodi", "Brown street school", "15:00", YORUBA, 65560000, 33430000),
    Place("Ọganihu Women", "Ojo", "Trade fair pavilion 7", "09:00", IGBO, 64680000, 31780000),
    Place("Ayọ̀ Ni O", "Yaba", "Tejúoṣó stairs", "13:00", YORUBA, 65100000, 33710000),
    Place("Haɗin Kai", "Idi Araba", "Hausa quarters square", "16:00", HAUSA, 65170000, 33560000),
    Place("Ìlọsíwájú", "Bàrígà", "Akoka road hall", "10:00", YORUBA, 65350000, 33860000),
    Place("Chinecherem Sisters", "Festac", "Second avenue hall", "11:00", IGBO, 64660000, 32830000),
    Place("Tẹ̀síwájú Artisans", "Surulere", "Ọ̀jụ̀ẹlẹgba junction", "14:30", YORUBA, 65080000, 33630000),
    Place("Arewa Grain Sellers", "Iddo", "Iddo terminus", "09:30", HAUSA, 64680000, 33830000),
    Place("Ọmọlúàbí Tailors", "Ketu", "Demurin street", "12:30", YORUBA, 65970000, 33920000),
)
