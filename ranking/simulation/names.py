"""Names for people of many cultures and for product teams, with the Latin form that logins need."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import product
from random import Random

# A name that does not fold to plain Latin by itself carries its usual romanisation after a bar.
_CULTURES: tuple[tuple[str, str], ...] = (
    ("Ana Jürgen Käthe Moritz Sabine Björn Lena Uwe", "Schröder Weiß Köhler Brandt Vogel Groß Lindner Jäger"),
    (
        "Chloé Étienne Maëlle Benoît Inès Loïc Océane Rémi",
        "Lefèvre Moreau Dubois Garçon Besançon Girard Noël Petit",
    ),
    (
        "Sofía Joaquín Lucía Íñigo Ximena Andrés Valeria Raúl",
        "Muñoz Ibáñez Peña Castro Quiñones Vega Gómez Rojas",
    ),
    (
        "João Conceição Thiago Luíza Inês Caio Beatriz Davi",
        "Araújo Magalhães Simões Barros Falcão Nunes Leitão Reis",
    ),
    (
        "Łukasz Małgorzata Zbigniew Agnieszka Paweł Zofia",
        "Wójcik Szczęsny Żak Kowalska Dąbrowski Lewandowska",
    ),
    ("Jiří Šárka Ondřej Žaneta Vojtěch Tereza", "Dvořák Říhová Šťastný Novotná Kučera Němcová"),
    (
        "Søren Åsa Bjørk Øyvind Linnéa Håkon Freja Mikkel",
        "Sørensen Åkerlund Þórsdóttir Ødegård Lindqvist Nygaard",
    ),
    ("Ayşe Çağlar Özlem Işıl Emre Şule Ümit Deniz", "Yıldırım Öztürk Çelik Şahin Güneş Aydın Koç Doğan"),
    ("Ngọc Đức Thảo Hương Khánh Tuấn Linh Quân", "Nguyễn Trần Phạm Hoàng Đặng Bùi Vũ Lê"),
    (
        "Priya Arjun Kavya Rohan Meera Vikram Ananya Ishaan",
        "Venkataraman Iyer Sharma Chatterjee Patel Reddy Nair",
    ),
    (
        "Chidi Ngozi Adaeze Olúwaṣeun Fọláṣadé Kwame Amina Tendai",
        "Okafor Adébáyò Mensah Eze Nwosu Ọláyínká Moyo Diop",
    ),
    (
        "Aisha Omar Layla Youssef Noor Karim Salma Tariq",
        "Al-Farsi Haddad Mansour Benali Khoury El-Amrani Aziz",
    ),
    ("ليلى|Layla عمر|Omar نور|Nour سلمى|Salma", "حداد|Haddad منصور|Mansour خوري|Khoury عزيز|Aziz"),
    ("נועה|Noa איתי|Itai תמר|Tamar יונתן|Yonatan", "לוי|Levi כהן|Cohen מזרחי|Mizrahi פרץ|Peretz"),
    ("Haruka Kenji Yūko Shōta Aiko Daichi Emi Ryō", "Satō Itō Katō Kobayashi Ōno Yamamoto Gotō Mori"),
    ("Min-jun Seo-yeon Ji-ho Ha-eun Do-yun Su-bin", "Kim Park Choi Jeong Kang Yoon"),
    ("Wěi Xiùyīng Jiàn Měilíng Hàorán Zǐhán", "Wáng Lǐ Zhāng Chén Yáng Huáng"),
    (
        "Oleksandr Nadiia Taras Olena Andrii Kateryna",
        "Shevchenko Kovalenko Bondarenko Melnyk Tkachuk Lysenko",
    ),
    ("Keola Leilani Ihaia Aroha Mānuka Tāne", "Kealoha Ngata Tūhoe Kahale Parata Wētere"),
    (
        "Grace Oliver Siân Rhys Niamh Ciarán Jade Malcolm",
        "O'Sullivan Featherstonehaugh Evans MacLeod Byrne Hughes",
    ),
    (
        "Maximiliana-Theodora Jean-Christophe Mary-Elizabeth",
        "von-Hohenstein-Wallenberg Ramírez-Etxeberria O'Shaughnessy",
    ),
)
_PLAIN = str.maketrans(
    {"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ı": "i", "đ": "d", "Đ": "D", "þ": "th", "Þ": "Th"}
)
_PRODUCTS = (
    "Payments|Search|Mobile|Platform|Data|Growth|Identity|Checkout|Billing|Messaging|Fraud|Catalog|Onboarding|"
    "Notifications|Pricing|Logistics|Maps|Reporting|Support|Security|Design|Observability|Storage|Partners"
)
_FACETS = "Core|Experience|Insights|Quality|Tooling|Europe|Americas|Asia|Enterprise|Labs|Automation|Access"


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as they write it, and the same in lower-case ASCII, parts joined by dots."""

    shown: str
    plain: str


def person_name(rng: Random) -> Name:
    """A given and a family name of one culture."""
    given, family = rng.choice(_CULTURES)
    parts = [rng.choice(names.split()) for names in (given, family)]
    shown = " ".join(part.split("|")[0] for part in parts)
    return Name(shown, ".".join(_ascii(part.split("|")[-1]) for part in parts))


def team_names(count: int) -> list[str]:
    """`count` different team names: the plain products first, then a facet of each, then numbered ones."""
    products = _PRODUCTS.split("|")
    names = products + [f"{name} {facet}" for facet, name in product(_FACETS.split("|"), products)]
    rounds = -(-count // len(names))
    return [name if turn == 1 else f"{name} {turn}" for turn in range(1, rounds + 1) for name in names][:count]


def slug(name: str) -> str:
    """A name as an identifier: lower-case ASCII words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _ascii(part: str) -> str:
    folded = unicodedata.normalize("NFKD", part.translate(_PLAIN))
    return re.sub(r"[^a-z-]", "", folded.encode("ascii", "ignore").decode().lower())
