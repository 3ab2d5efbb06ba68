#include "models/provenance/headerwords.h"

#include "models/provenance/fold.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <vector>

namespace bulkhead::provenance {

namespace {
/// The words of resources/provenance/headers.txt, which is compiled in.
std::vector<HeaderWord> readHeaderWords()
{
    QFile file(QStringLiteral(":/provenance/headers.txt"));
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("The header words are not part of this program.");
    }
    std::vector<HeaderWord> read;
    int number = 0;
    while (!file.atEnd()) {
        const QString line = QString::fromUtf8(file.readLine()).trimmed();
        ++number;
        if (line.isEmpty() || line.startsWith(QLatin1Char('#'))) {
            continue;
        }
        const auto colon = line.indexOf(QLatin1Char(':'));
        const auto meaning = meaningFromId(QStringView(line).left(std::max<qsizetype>(colon, 0)));
        if (!meaning) {
            qFatal("Line %d of the header words begins with no meaning.", number);
        }
        for (const QString& word : line.mid(colon + 1).split(QLatin1Char(','))) {
            read.push_back({.word = foldedWord(word.toStdString()), .meaning = *meaning});
        }
    }
    return read;
}

constexpr std::array<std::string_view, 344> givenNames = {
    "aaron",     "adam",       "adrian",     "agnieszka", "ahmed",     "aisha",       "alain",     "alberto",
    "alejandro", "aleksandra", "alessandro", "alexander", "ali",       "alice",       "alvaro",    "amanda",
    "amit",      "amy",        "ana",        "andrea",    "andreas",   "andrew",      "andrzej",   "angel",
    "angela",    "angelo",     "anita",      "anja",      "anna",      "anouk",       "anthony",   "antoine",
    "antonio",   "ashley",     "aurelie",    "barbara",   "bas",       "beatriz",     "benjamin",  "bernd",
    "betty",     "birgit",     "bram",       "brandon",   "brenda",    "brian",       "bruno",     "camille",
    "carlos",    "carmen",     "carol",      "carolyn",   "catarina",  "catherine",   "celine",    "charles",
    "chiara",    "chloe",      "christian",  "christina", "christine", "christopher", "claudia",   "cristina",
    "cynthia",   "daan",       "daniel",     "david",     "davide",    "deborah",     "debra",     "dennis",
    "diane",     "diego",      "dieter",     "dirk",      "dmitri",    "dolores",     "donald",    "donna",
    "duarte",    "edward",     "elena",      "elizabeth", "emily",     "emma",        "eric",      "ethan",
    "evelyn",    "ewa",        "fatima",     "fatma",     "federica",  "felix",       "femke",     "fernando",
    "finn",      "fleur",      "florian",    "francesca", "francesco", "francisco",   "francois",  "francoise",
    "frank",     "gary",       "george",     "gerrit",    "giovanni",  "gisela",      "giulia",    "giuseppe",
    "goncalo",   "grace",      "gregory",    "grzegorz",  "guillaume", "gunter",      "hans",      "harry",
    "heather",   "heike",      "heinz",      "helen",     "hendrik",   "henry",       "hiroshi",   "horst",
    "ines",      "ingeborg",   "ingrid",     "isabel",    "isabelle",  "ivan",        "jack",      "jacob",
    "jacques",   "jakub",      "james",      "jan",       "jane",      "janet",       "jason",     "javier",
    "jean",      "jeanne",     "jeffrey",    "jennifer",  "jeremy",    "jerry",       "jessica",   "joan",
    "joanna",    "joao",       "johan",      "johanna",   "john",      "jonas",       "jonathan",  "jorge",
    "jose",      "josefa",     "joseph",     "joshua",    "joyce",     "juan",        "julia",     "julie",
    "julien",    "jurgen",     "justin",     "karen",     "karl",      "katarzyna",   "katharina", "katherine",
    "kathleen",  "katrin",     "kees",       "kelly",     "kenneth",   "kevin",       "kimberly",  "klaus",
    "krystyna",  "krzysztof",  "kyle",       "larry",     "laura",     "lauren",      "laurent",   "lea",
    "lena",      "leo",        "leon",       "leonor",    "li",        "linda",       "lisa",      "lorenzo",
    "lotte",     "luca",       "lucia",      "lucy",      "luigi",     "luis",        "lukas",     "lukasz",
    "magdalena", "malgorzata", "manfred",    "manon",     "manuel",    "marcin",      "marco",     "margaret",
    "maria",     "mariana",    "marie",      "marieke",   "mario",     "mark",        "markus",    "marta",
    "martin",    "mary",       "mateusz",    "mathieu",   "matilde",   "matteo",      "matthew",   "matthias",
    "max",       "melissa",    "michael",    "michal",    "michel",    "michelle",    "miguel",    "mohammed",
    "monika",    "monique",    "nancy",      "natalia",   "nathalie",  "nathan",      "nicholas",  "nicolas",
    "nicole",    "noah",       "nuno",       "olga",      "olive",     "oliver",      "olivia",    "olivier",
    "omar",      "oscar",      "pablo",      "pamela",    "paola",     "paolo",       "patricia",  "patrick",
    "paul",      "paulina",    "pawel",      "pedro",     "peter",     "petra",       "philippe",  "pierre",
    "pieter",    "pilar",      "piotr",      "priya",     "rachel",    "rafael",      "raj",       "raquel",
    "raymond",   "rebecca",    "renate",     "riccardo",  "richard",   "rita",        "robert",    "roberto",
    "ronald",    "rosa",       "rui",        "ruth",      "ryan",      "sabine",      "salvatore", "samantha",
    "samuel",    "sandra",     "sandrine",   "sanne",     "sarah",     "scott",       "sebastian", "sem",
    "sergei",    "sergio",     "sharon",     "shirley",   "silvia",    "sofia",       "sophie",    "stefan",
    "stephanie", "stephen",    "steven",     "sunita",    "susan",     "susanne",     "svetlana",  "sylvie",
    "teresa",    "thomas",     "tiago",      "timothy",   "tobias",    "tomasz",      "tyler",     "ulrich",
    "ursula",    "ute",        "uwe",        "valentina", "valerie",   "vasco",       "victoria",  "vincenzo",
    "virginia",  "vladimir",   "wei",        "willem",    "william",   "wolfgang",    "yuki",      "zachary",
};

constexpr std::array<std::string_view, 114> countries = {
    "argentina",
    "at",
    "au",
    "australia",
    "austria",
    "be",
    "belgie",
    "belgique",
    "belgium",
    "br",
    "brasil",
    "brazil",
    "bulgaria",
    "ca",
    "canada",
    "ch",
    "chile",
    "china",
    "cn",
    "colombia",
    "croatia",
    "czechia",
    "czechrepublic",
    "danmark",
    "de",
    "denmark",
    "deutschland",
    "dk",
    "egypt",
    "england",
    "es",
    "espana",
    "estonia",
    "fi",
    "finland",
    "fr",
    "france",
    "frankreich",
    "gb",
    "germany",
    "greatbritain",
    "greece",
    "hungary",
    "iceland",
    "ie",
    "in",
    "india",
    "indonesia",
    "ireland",
    "israel",
    "it",
    "italia",
    "italien",
    "italy",
    "japan",
    "jp",
    "kenya",
    "latvia",
    "lithuania",
    "luxembourg",
    "malaysia",
    "mexico",
    "morocco",
    "mx",
    "nederland",
    "netherlands",
    "newzealand",
    "niederlande",
    "nigeria",
    "nl",
    "no",
    "norge",
    "norway",
    "osterreich",
    "peru",
    "philippines",
    "pl",
    "poland",
    "polen",
    "polska",
    "portugal",
    "pt",
    "romania",
    "russia",
    "saudiarabia",
    "schweiz",
    "scotland",
    "se",
    "serbia",
    "sg",
    "singapore",
    "slovakia",
    "slovenia",
    "southafrica",
    "southkorea",
    "spain",
    "spanien",
    "suisse",
    "sverige",
    "sweden",
    "switzerland",
    "thailand",
    "turkey",
    "turkiye",
    "uk",
    "ukraine",
    "unitedarabemirates",
    "unitedkingdom",
    "unitedstates",
    "unitedstatesofamerica",
    "us",
    "usa",
    "vietnam",
    "wales",
};

constexpr std::array<std::string_view, 108> cities = {
    "amsterdam",  "antwerp",    "atlanta",      "augsburg",   "austin",    "barcelona",    "basel",    "berlin",
    "bern",       "birmingham", "bologna",      "bonn",       "bordeaux",  "boston",       "bremen",   "brisbane",
    "bristol",    "brussels",   "budapest",     "chicago",    "cologne",   "copenhagen",   "dallas",   "denver",
    "dortmund",   "dresden",    "dublin",       "dusseldorf", "edinburgh", "essen",        "firenze",  "frankfurt",
    "gdansk",     "geneva",     "genova",       "glasgow",    "graz",      "hamburg",      "hannover", "helsinki",
    "houston",    "karlsruhe",  "koln",         "krakow",     "leeds",     "leipzig",      "lille",    "linz",
    "lisboa",     "lisbon",     "liverpool",    "lodz",       "london",    "losangeles",   "lyon",     "madrid",
    "manchester", "mannheim",   "marseille",    "melbourne",  "miami",     "milan",        "milano",   "montreal",
    "munchen",    "munich",     "nantes",       "napoli",     "newyork",   "nice",         "nurnberg", "oslo",
    "palermo",    "paris",      "philadelphia", "phoenix",    "porto",     "poznan",       "prague",   "roma",
    "rome",       "rotterdam",  "salzburg",     "sanantonio", "sandiego",  "sanfrancisco", "sanjose",  "seattle",
    "sevilla",    "singapore",  "stockholm",    "stuttgart",  "sydney",    "tokyo",        "torino",   "toronto",
    "toulouse",   "utrecht",    "valencia",     "vancouver",  "venezia",   "vienna",       "warsaw",   "warszawa",
    "washington", "wien",       "wroclaw",      "zurich",
};

constexpr std::array<std::string_view, 47> legalForms = {
    "ab",  "ag",       "aps",   "as",      "associates", "bv",     "co",      "company",  "corp", "corporation",
    "doo", "ev",       "gbr",   "gmbh",    "group",      "gruppe", "holding", "holdings", "inc",  "incorporated",
    "kft", "kg",       "lda",   "limited", "llc",        "llp",    "ltd",     "ltda",     "nv",   "ohg",
    "oy",  "partners", "plc",   "pty",     "sa",         "sarl",   "sas",     "sau",      "sl",   "sons",
    "sp",  "spa",      "spzoo", "srl",     "ug",         "vof",    "zoo",
};

constexpr std::array<std::string_view, 49> streetWords = {
    "aleja", "allee",   "apt",      "ave",      "avenida", "avenue", "blvd",  "boulevard", "calle",   "chemin",
    "close", "corso",   "court",    "crescent", "ct",      "dr",     "drive", "gasse",     "highway", "impasse",
    "laan",  "lane",    "ln",       "paseo",    "piazza",  "pl",     "place", "platz",     "plaza",   "plein",
    "rd",    "road",    "rua",      "rue",      "square",  "st",     "str",   "straat",    "strasse", "street",
    "suite", "terrace", "travessa", "ul",       "ulica",   "via",    "viale", "way",       "weg",
};

constexpr std::array<std::string_view, 9> streetEndings = {"strasse", "straat", "weg",    "platz", "allee",
                                                           "gasse",   "laan",   "gracht", "str"};
} // namespace

std::span<const HeaderWord> headerWords()
{
    static const std::vector<HeaderWord> words = readHeaderWords();
    return words;
}

bool isGivenName(std::string_view folded)
{
    return std::ranges::binary_search(givenNames, folded);
}

bool isCountry(std::string_view folded)
{
    return std::ranges::binary_search(countries, folded);
}

bool isCity(std::string_view folded)
{
    return std::ranges::binary_search(cities, folded);
}

bool isLegalForm(std::string_view folded)
{
    return std::ranges::binary_search(legalForms, folded);
}

bool isStreetWord(std::string_view folded)
{
    return std::ranges::binary_search(streetWords, folded)
        || std::ranges::any_of(streetEndings, [&](std::string_view ending) {
               return folded.size() > ending.size() + 1 && folded.ends_with(ending);
           });
}

} // namespace bulkhead::provenance
