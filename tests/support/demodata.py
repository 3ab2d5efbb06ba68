#!/usr/bin/env python3
"""Writes the data of the demonstration: resources/demo/*.csv. Deterministic: run it again and nothing changes.

All people, companies and addresses are invented. Domains end in .example (RFC 2606); phone numbers are those that the
North American plan keeps for fiction (555-0100 to 555-0199). Usage: demodata.py FOLDER
"""
import csv
import sys
import unicodedata

SYNTHETIC, PRODUCTION, LEAKED = 20000, 6000, 5000
UNKNOWN = 32
# Where the rows about real people stand in the leaked list, from 1.
REAL = {412: "production", 1377: "production", 1378: "production", 2650: "production", 3901: "production",
        4720: "mixed"}


class Dice:
    """xorshift64*: the same numbers in every version of Python."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        x = self.state
        x ^= x >> 12
        x = (x ^ (x << 25)) & (2 ** 64 - 1)
        x ^= x >> 27
        self.state = x
        return ((x * 0x2545F4914F6CDD1D) & (2 ** 64 - 1)) % bound

    def pick(self, items):
        return items[self.below(len(items))]


GIVEN = """Ada Alma Anton Aurora Beata Björn Bruno Camille Carlos Chiara Dario Edda Elif Emil Enzo Esra Fabian Fiona Frida
Gaspard Greta Hanna Hector Ida Ilse Inès Iris Ivan Jakub Jana Joanna José Jules Karim Katja Lars Lea Lena Leon Linus
Łukasz Luisa Maja Malik Marek Marta Mateo Mira Nadia Nico Nils Noa Nora Olga Omar Oskar Paula Petra Quentin Rafael Rosa
Samir Selma Silas Simon Sofia Søren Tarek Tessa Tilda Timo Ugo Valentin Vera Viktor Wanda Yara Yusuf Zoë""".split()
START = "Ald Bar Bran Cal Dor Eck Fal Gar Hal Ing Jor Kess Lam Mar Nor Or Pell Quin Ros Sel Tor Ul Var Wen Zim".split()
END = "aker berg by dal ent er etti feld gren holt inga kamp lin mont nik ov rup sson stad ström tal vik witz".split()
MADE_A = "Alder Bright Cobalt Delta Elm Fjord Glass Heron Iron Kite Lumen Maple North Ocean Pylon River Sable Terra Umber Vertex".split()
MADE_B = "Analytics Bearings Care Dynamics Foods Freight Group Instruments Labs Media Partners Retail Solar Systems Textiles Works".split()
CITY = """Ashford Bellmar Corvin Dunmore Eastvale Fairholm Grenby Hollin Ironbridge Kelso Larkhill Merrow Norwick Oakmere
Penrose Quarley Redmoor Stanwick Thornby Westhaven""".split()
TENANTS = ["Aurelia Bank", "Castellan Insurance", "Harrow Foods", "Nordwind Logistics", "Ostrava Energy", "Quillon Health",
           "Vela Travel"]
AREAS = [a for a in range(201, 990) if a % 100 not in (11,) and a % 10 != 9 and (a // 10) % 10 != 9]


def plain(text):
    text = text.replace("Ł", "L").replace("ł", "l").replace("ø", "o").replace("Ø", "O")
    return unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode().lower()


def phone(number):
    """The number-th of the numbers kept for fiction, as its ten digits."""
    return f"{AREAS[number // 100 % len(AREAS)]}55501{number % 100:02d}"


def people(dice, count, prefix, numbers, domains):
    for n in range(count):
        given, family = dice.pick(GIVEN), dice.pick(START) + dice.pick(END)
        company = f"{dice.pick(MADE_A)} {dice.pick(MADE_B)}"
        mailbox = f"{plain(given)}.{plain(family)}{dice.below(9000) + 1000}{n % 10}"
        yield {"id": f"{prefix}{n:010d}", "given": given, "family": family, "email": f"{mailbox}@{dice.pick(domains)}",
               "phone": phone(numbers + n), "company": company, "city": dice.pick(CITY),
               "postcode": f"{dice.below(90000) + 10000}"}


def dashed(digits):
    return f"+1 {digits[:3]}-{digits[3:6]}-{digits[6:]}"


def rewritten(dice, person):
    """The same person as an export of somebody else's would write them."""
    email = person["email"]
    email = (email, email.upper(), email.capitalize())[dice.below(3)]
    d = person["phone"]
    number = (f"({d[:3]}) {d[3:6]}-{d[6:]}", f"{d[:3]}.{d[3:6]}.{d[6:]}", f"+1{d}", dashed(d))[dice.below(4)]
    company = person["company"].upper() if dice.below(5) == 0 else person["company"]
    return [f"{person['given']} {person['family']}", email, number, company, person["postcode"], person["city"]]


def write(path, header, rows, **dialect):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", **dialect)
        writer.writerow(header)
        writer.writerows(rows)


def main(folder):
    made = [f"{a.lower()}-{b.lower()}.example" for a in MADE_A[:10] for b in MADE_B[:6]]
    mail = ["post.example", "inbox.example", "mailhaus.example", "courrier.example"]
    invented = list(people(Dice(0x5A4D), SYNTHETIC, "003SY", 0, made))
    # A range of numbers of their own, so that nobody shares one with an invented person.
    real = list(people(Dice(0xB00C), PRODUCTION, "003PR", 30000, mail + made))
    for n, person in enumerate(real):
        person["tenant"] = TENANTS[n * 7919 % 7]
        person["email"] = person["email"].replace("@", ".c@")

    write(f"{folder}/sandbox-contacts.csv",
          ["Id", "FirstName", "LastName", "Email", "Phone", "Company", "City", "PostalCode"],
          ([p["id"], p["given"], p["family"], p["email"], dashed(p["phone"]), p["company"], p["city"], p["postcode"]]
           for p in invented))
    write(f"{folder}/production-contacts.csv",
          ["Tenant", "Id", "FirstName", "LastName", "Email", "Phone", "Company", "City", "PostalCode"],
          ([p["tenant"], p["id"], p["given"], p["family"], p["email"], dashed(p["phone"]), p["company"], p["city"],
            p["postcode"]] for p in real))

    dice = Dice(0x1EA4)
    strangers = list(people(Dice(0x0DD5), UNKNOWN, "", 40000, ["elsewhere.example"]))
    strange = {90 + n * 151: stranger for n, stranger in enumerate(strangers)}
    leaked = []
    for row in range(1, LEAKED + 1):
        person = invented[row * 3 + dice.below(3)]
        if row in strange and row not in REAL:
            person = strange[row]
        if row in REAL:
            known = real[dice.below(PRODUCTION)]
            person = dict(person, email=known["email"]) if REAL[row] == "mixed" else known
        leaked.append(rewritten(dice, person))
    write(f"{folder}/leaked-list.csv", ["Contact", "E-Mail-Adresse", "Tel.", "Firma", "PLZ", "Ort"], leaked,
          delimiter=";")


main(sys.argv[1])
