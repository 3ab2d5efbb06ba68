#include "fixture.h"
#include "models/provenance/headerwords.h"
#include "models/provenance/meaning.h"

#include <set>

using namespace bulkhead;
using namespace bulkhead::provenance;
using namespace Qt::StringLiterals;

namespace {
SampleRows sampleOf(int kind, int count)
{
    SampleRows rows;
    for (int i = 0; i < count; ++i) {
        const Person p = person(11, static_cast<quint64>(i));
        if (kind == 0) {
            const QByteArray mail = p.given.toLower() + '.' + p.family.toLower() + "@example.com";
            rows.push_back({p.given.toStdString(), p.family.toStdString(), mail.toStdString(), p.phone.toStdString(),
                            p.company.toStdString(), p.street.toStdString(), p.postcode.toStdString(),
                            p.birth.toStdString()});
        } else {
            rows.push_back({(p.given + ' ' + p.family).toStdString(), "DE89370400440532013000", "4242424242424242",
                            "0015000000Gv7qJAAR", "192.0.2." + std::to_string(i % 250),
                            "https://acme.com/" + std::to_string(i)});
        }
    }
    return rows;
}
} // namespace

class TestMeaning : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void understandsHeaders_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("expected");
        const auto row = [](const char* header, Meaning meaning) {
            QTest::newRow(header) << QByteArray(header) << static_cast<int>(meaning);
        };
        for (const auto* header :
             {"E-Mail", "email_address", "Correo electrónico", "Adresse e-mail", "Posta elettronica", "E-mailadres",
              "Adres e-mail", "Endereço de e-mail", "emailaddress1", "Contact: Email", "Work Email", "Email__c"}) {
            row(header, Meaning::Email);
        }
        for (const auto* header :
             {"Phone", "Telefonnummer", "Téléphone", "Teléfono", "Cellulare", "Telefoon", "Numer telefonu", "Telemóvel",
              "MobilePhone", "telephone1", "Telephone", "Handy", "Phone 2"}) {
            row(header, Meaning::Phone);
        }
        for (const auto* header : {"FirstName", "given_name", "Vorname", "Prénom", "Nombre", "Nome", "Voornaam", "Imię",
                                   "firstname", "PersonFirstName"}) {
            row(header, Meaning::GivenName);
        }
        for (const auto* header : {"LastName", "surname", "Nachname", "Nom de famille", "Apellidos", "Cognome",
                                   "Achternaam", "Nazwisko", "Sobrenome"}) {
            row(header, Meaning::FamilyName);
        }
        row("Name", Meaning::FullName);
        row("Ansprechpartner", Meaning::FullName);
        row("organisation", Meaning::Company);
        row("Raison sociale", Meaning::Company);
        row("Firma", Meaning::Company);
        row("MailingStreet", Meaning::Street);
        row("address1_line1", Meaning::Street);
        row("Straße", Meaning::Street);
        row("zip", Meaning::Postcode);
        row("PLZ", Meaning::Postcode);
        row("Kod pocztowy", Meaning::Postcode);
        row("MailingPostalCode", Meaning::Postcode);
        row("city", Meaning::City);
        row("Ville", Meaning::City);
        row("Geburtsdatum", Meaning::BirthDate);
        row("Date de naissance", Meaning::BirthDate);
        row("Birthdate", Meaning::BirthDate);
        row("Codice fiscale", Meaning::NationalId);
        row("SSN", Meaning::NationalId);
        row("IBAN", Meaning::Iban);
        row("Kreditkartennummer", Meaning::Card);
        row("Id", Meaning::RecordId);
        row("hs_object_id", Meaning::RecordId);
        row("contactid", Meaning::RecordId);
        row("tenant", Meaning::Tenant);
        row("Bemerkungen", Meaning::FreeText);
        row("CreatedDate", Meaning::None);
        row("job title", Meaning::None);
        row("HasOptedOutOfEmail", Meaning::None);
        row("", Meaning::None);
    }
    void understandsHeaders()
    {
        QFETCH(QByteArray, header);
        QFETCH(int, expected);
        QCOMPARE(meaningId(meaningOfHeader(header.toStdString())), meaningId(static_cast<Meaning>(expected)));
    }

    void everyHeaderWordStandsOnce()
    {
        std::set<std::string> seen;
        for (const auto& [word, meaning] : headerWords()) {
            QVERIFY(!word.empty());
            QVERIFY2(seen.insert(word).second, word.c_str());
            QCOMPARE(meaningId(meaningOfHeader(word)), meaningId(meaning));
        }
        QVERIFY(seen.size() > 400);
    }

    void understandsValuesWithoutHeaders()
    {
        auto columns = findMeanings({}, sampleOf(0, 120));
        QVERIFY(columns);
        const Meaning expected[] = {Meaning::GivenName, Meaning::FamilyName, Meaning::Email,    Meaning::Phone,
                                    Meaning::Company,   Meaning::Street,     Meaning::Postcode, Meaning::BirthDate};
        for (std::size_t i = 0; i < std::size(expected); ++i) {
            QCOMPARE(meaningId((*columns)[i].meaning), meaningId(expected[i]));
            QCOMPARE((*columns)[i].basis, Column::Basis::Values);
        }
        columns = findMeanings({}, sampleOf(1, 120));
        const Meaning others[] = {Meaning::FullName, Meaning::Iban, Meaning::Card,
                                  Meaning::RecordId, Meaning::Ip,   Meaning::Url};
        for (std::size_t i = 0; i < std::size(others); ++i) {
            QCOMPARE(meaningId((*columns)[i].meaning), meaningId(others[i]));
        }
    }

    void understandsTablesOfEightLanguagesWithoutHeaders_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::newRow("English") << QByteArray("Leeds|Whitfield|Harbour & Sons|Imogen|United Kingdom\n"
                                               "Norwich|Barker|Quayside Logistics Ltd|Callum|Ireland\n"
                                               "Swindon|Ashdown|Marlow Bank plc|Harriet|Canada\n"
                                               "Exeter|Pemberton|Tallis Group|Nigel|Jamaica\n"
                                               "Bath|Hughes|Orchard Systems Inc|Sophie|New Zealand\n"
                                               "Dundee|Macrae|Finch Media Ltd|Hamish|Malta\n");
        QTest::newRow("German") << QByteArray("Göttingen|Köhler|Nordwind Spedition GmbH|Jürgen|Deutschland\n"
                                              "Fürth|Brandstätter|Autohaus Vogt KG|Annegret|Österreich\n"
                                              "Essen|Petersen|Hafner Metallbau AG|Sabine|Schweiz\n"
                                              "Jena|Weiß|Lohmann und Söhne OHG|Torsten|Dänemark\n"
                                              "Bad Homburg|Zimmermann|Stadtwerke Aue|Lena|Belgien\n"
                                              "Ulm|Drechsler|Kanzlei Roth|Matthias|Polen\n");
        QTest::newRow("French") << QByteArray("Saint-Étienne|Lefèvre|Transports Girard SARL|Élodie|France\n"
                                              "Nîmes|Moreau|Boulangerie Petit et Fils|Jean-Luc|Belgique\n"
                                              "Le Mans|Delacroix|Assurances Martin SA|Thérèse|Suisse\n"
                                              "Besançon|Charpentier|Leroux SAS|Guillaume|Espagne\n"
                                              "Pau|Rousseau|Groupe Fontaine|Camille|Maroc\n"
                                              "Angers|Blanchet|Masson & Cie|Benoît|Tunisie\n");
        QTest::newRow("Spanish") << QByteArray("Cádiz|García Moreno|Construcciones Vega S.L.|Inés|España\n"
                                               "Lugo|Fernández Ruiz|Hermanos Soto S.A.|Joaquín|México\n"
                                               "Gijón|Ortega Núñez|Grupo Serrano|Pilar|Perú\n"
                                               "Huesca|Martínez Gil|Transportes Ibáñez SL|Álvaro|Chile\n"
                                               "Toledo|Domínguez Sáez|Comercial Prieto|Rocío|Alemania\n"
                                               "Murcia|Sánchez Vidal|Molina e Hijos|Andrés|Francia\n");
        QTest::newRow("Italian") << QByteArray("Bologna|Ferrari|Officine Rinaldi S.r.l.|Giuseppe|Italia\n"
                                               "Reggio Emilia|Colombo|Fratelli Gallo SNC|Chiara|Svizzera\n"
                                               "Lecce|Marchetti|Trasporti Villa SpA|Alessandro|Francia\n"
                                               "Udine|De Luca|Gruppo Barbieri|Martina|Germania\n"
                                               "Pavia|Esposito|Conti e Figli|Raffaele|Austria\n"
                                               "Como|Santoro|Industrie Longo|Federica|Grecia\n");
        QTest::newRow("Dutch") << QByteArray("Zwolle|van den Berg|Bouwbedrijf Smit B.V.|Sanne|Nederland\n"
                                             "Amersfoort|de Vries|Hoekstra Transport NV|Jeroen|België\n"
                                             "Den Haag|Bakker|Gebroeders Vos|Femke|Duitsland\n"
                                             "Sneek|Dijkstra|Mulder Beheer BV|Wouter|Frankrijk\n"
                                             "Breda|Janssen|Prins Verzekeringen|Marloes|Spanje\n"
                                             "Delft|van Leeuwen|Kok en Zonen|Pieter|Denemarken\n");
        QTest::newRow("Polish") << QByteArray("Łódź|Wiśniewski|Budowa Nowak Sp. z o.o.|Agnieszka|Polska\n"
                                              "Nowy Sącz|Kowalczyk|Handel Zając s.c.|Krzysztof|Niemcy\n"
                                              "Opole|Lewandowska|Firma Mazur|Małgorzata|Czechy\n"
                                              "Płock|Dąbrowski|Usługi Król S.A.|Paweł|Słowacja\n"
                                              "Kielce|Szymańska|Przedsiębiorstwo Wrona|Ewa|Francja\n"
                                              "Rybnik|Piotrowski|Spółka Sikora|Grzegorz|Hiszpania\n");
        QTest::newRow("Portuguese") << QByteArray("Évora|Ferreira|Irmãos Costa Lda|Catarina|Portugal\n"
                                                  "Aveiro|Gonçalves|Transportes Rocha S.A.|João|Brasil\n"
                                                  "São Paulo|Oliveira|Grupo Almeida|Beatriz|Espanha\n"
                                                  "Viseu|Magalhães|Comércio Pinto Ltda|Tiago|França\n"
                                                  "Braga|Carvalho|Construtora Nunes|Inês|Alemanha\n"
                                                  "Recife|Azevedo|Seguros Teixeira SA|Rui|Suíça\n");
    }

    void understandsTablesOfEightLanguagesWithoutHeaders()
    {
        QFETCH(const QByteArray, lines);
        const std::array expected = {Meaning::City, Meaning::FamilyName, Meaning::Company, Meaning::GivenName,
                                     Meaning::Country};
        SampleRows rows;
        for (const QByteArray& line : lines.trimmed().split('\n')) {
            rows.emplace_back();
            for (const QByteArray& cell : line.split('|')) {
                rows.back().push_back(cell.toStdString());
            }
        }
        // In every order that a turn of the columns gives, and with given and family name in one.
        for (std::size_t turn = 0; turn < expected.size(); ++turn) {
            SampleRows turned = rows;
            for (auto& row : turned) {
                std::ranges::rotate(row, row.begin() + static_cast<std::ptrdiff_t>(turn));
            }
            const auto columns = findMeanings({}, turned);
            QVERIFY(columns);
            for (std::size_t i = 0; i < expected.size(); ++i) {
                QCOMPARE(meaningId((*columns)[i].meaning), meaningId(expected[(i + turn) % expected.size()]));
            }
        }
        SampleRows whole;
        for (const auto& row : rows) {
            whole.push_back({row[0], row[3] + ' ' + row[1], row[2]});
        }
        const auto columns = findMeanings({}, whole);
        QVERIFY(columns);
        QCOMPARE(meaningId((*columns)[0].meaning), u"city"_s);
        QCOMPARE(meaningId((*columns)[1].meaning), u"fullName"_s);
        QCOMPARE(meaningId((*columns)[2].meaning), u"company"_s);
    }

    void wordsOfNothingInParticularStayUnknown()
    {
        SampleRows rows;
        const std::vector<std::string> titles = {"Sales Manager", "Senior Engineer",   "Product Owner",
                                                 "Data Analyst",  "Head of Marketing", "Support Agent"};
        const std::vector<std::string> states = {"Open", "Closed", "In progress", "On hold"};
        const std::vector<std::string> months = {"January", "February", "May", "June", "October", "December"};
        for (std::size_t i = 0; i < 60; ++i) {
            const std::string two = std::to_string(10 + i % 20);
            rows.push_back({titles[i % titles.size()], states[i % states.size()], months[i % months.size()],
                            "2024-05-" + two + "T13:18:" + two + ".000Z"});
        }
        const auto columns = findMeanings({}, rows);
        QVERIFY(columns);
        for (const Column& column : *columns) {
            QCOMPARE(meaningId(column.meaning), u"none"_s);
        }
    }

    void tellsHeadersFromValues()
    {
        const std::vector<std::string> header = {"Vorname", "Nachname", "E-Mail"};
        const std::vector<std::string> values = {"Anna", "Berg", "anna@b.org"};
        QVERIFY(looksLikeHeader(header, {values}));
        QVERIFY(!looksLikeHeader(values, {values}));
        QVERIFY(looksLikeHeader(std::vector<std::string>{"alpha", "beta"}, {{"x", "a@b.org"}, {"y", "c@d.org"}}));
        QVERIFY(looksLikeHeader(std::vector<std::string>{"email"}, {{"a@b.org"}}));
    }

    void letsAPersonCorrectTheMapping()
    {
        const std::vector<std::string> header = {"Spalte A", "Mail", "x"};
        const SampleRows rows = {{"a", "b@c.de", "1"}};
        const ColumnMapping mappings[] = {{QStringLiteral("spalte a"), Meaning::Tenant},
                                          {QStringLiteral("3"), Meaning::Phone},
                                          {QStringLiteral("MAIL"), Meaning::None}};
        const auto columns = findMeanings(header, rows, mappings);
        QVERIFY(columns);
        QCOMPARE((*columns)[0].meaning, Meaning::Tenant);
        QCOMPARE((*columns)[1].meaning, Meaning::None);
        QCOMPARE((*columns)[2].meaning, Meaning::Phone);
        QCOMPARE((*columns)[2].basis, Column::Basis::Given);
        const ColumnMapping missing[] = {{QStringLiteral("nowhere"), Meaning::Phone}};
        QCOMPARE(findMeanings(header, rows, missing).error().code, QStringLiteral("provenance.unknown-column"));
    }

    void readsMappingsFromText()
    {
        QCOMPARE(*parseMapping(u"E-Mail=email"), (ColumnMapping{QStringLiteral("E-Mail"), Meaning::Email}));
        QCOMPARE(*parseMapping(u"a=b=birth-date"), (ColumnMapping{QStringLiteral("a=b"), Meaning::BirthDate}));
        QCOMPARE(parseMapping(u"x=shoeSize").error().code, QStringLiteral("provenance.unknown-meaning"));
        QCOMPARE(parseMapping(u"justaword").error().code, QStringLiteral("provenance.map-syntax"));
        for (int i = 0; i < meaningCount; ++i) {
            QCOMPARE(meaningFromId(meaningId(static_cast<Meaning>(i))), static_cast<Meaning>(i));
            QVERIFY(!meaningName(static_cast<Meaning>(i)).isEmpty());
        }
    }

    void findsTheOrderOfDates()
    {
        const std::vector<std::string> header = {"Birthdate", "DOB"};
        const auto columns = findMeanings(header, {{"02/13/1980", "13/02/1980"}, {"03/04/1981", "03/04/1981"}});
        QCOMPARE((*columns)[0].dates, DateOrder::MonthFirst);
        QCOMPARE((*columns)[1].dates, DateOrder::DayFirst);
    }
};

QTEST_GUILESS_MAIN(TestMeaning)
#include "tst_meaning.moc"
