#pragma once

#include "models/provenance/classifier.h"
#include "models/provenance/registrar.h"

#include <QTemporaryDir>
#include <QTest>

#include <random>

namespace bulkhead::provenance {

inline RegistryKey testKey(const char* secret = "0123456789abcdef")
{
    return std::move(*RegistryKey::from(SecretBytes::copyOf(secret)));
}

/// A registry in a temporary folder.
struct Registry
{
    RegistryKey key = testKey();
    Index index;
    QTemporaryDir folder;
    RegistrationReport last;

    [[nodiscard]] Expected<> add(Kind kind, const QString& name, const QByteArray& csv,
                                 std::vector<ColumnMapping> mappings = {}, const QString& tenant = {})
    {
        BufferSource source(csv);
        const Registration what{.dataSet = Id::derived(name.toUtf8()),
                                .kind = kind,
                                .name = name,
                                .version = {},
                                .tenant = tenant,
                                .mappings = std::move(mappings)};
        TRY(last, Registrar(key, index).run(source, what, folder.filePath(name)));
        TRY(auto segment, SegmentReader::open(folder.filePath(name), key));
        return index.add(std::move(segment));
    }

    struct Answer
    {
        Summary summary;
        std::vector<RowVerdict> rows;
    };
    [[nodiscard]] Answer classify(const QByteArray& sample, ClassifyOptions options = {}) const
    {
        Answer answer;
        options.onRow = [&](const RowVerdict& row) { answer.rows.push_back(row); };
        BufferSource source(sample);
        auto found = Classifier(key, index).run(source, options);
        if (!found) {
            qFatal("%s", qPrintable(found.error().code));
        }
        answer.summary = *found;
        return answer;
    }
};

/// One invented person of the seeded generator; a pure function of (seed, number).
struct Person
{
    QByteArray given, family, email, phone, company, street, city, postcode, birth;
};

inline Person person(quint64 seed, quint64 number)
{
    std::mt19937_64 random(seed * 1000003 + number);
    static const char* const givens[] = {"Anna",   "José", "Łukasz", "Zoë",   "Peter", "Mary", "Søren", "Inès",
                                         "Jürgen", "Olga", "Mark",   "Lucía", "Tom",   "Eva",  "Hugo",  "Ida"};
    static const char* const starts[] = {"Ber", "Kal", "Mor", "Stein", "Lind", "Var", "Quin", "Hol", "Drey", "Fal"};
    static const char* const ends[] = {"mann", "sen", "ova", "ley", "berg", "ström", "etti", "ez", "ard", "inski"};
    static const char* const towns[] = {"Nordhafen", "Eastbrook", "Valmont", "Riva", "Zell", "Ostrow", "Kilmore"};
    Person p;
    p.given = givens[random() % 16];
    p.family = QByteArray(starts[random() % 10]) + ends[random() % 10]
        + (random() % 2 ? "" : "-" + QByteArray(starts[random() % 10]));
    const auto code = QByteArray::number(random() % 10000000);
    p.email = "user" + code + QByteArray::number(seed) + "@mail" + QByteArray::number(random() % 50) + ".net";
    p.phone = "+1 " + QByteArray::number(200 + random() % 700) + "-" + QByteArray::number(200 + random() % 700) + "-"
        + QByteArray::number(1000 + random() % 9000);
    p.company = QByteArray(starts[random() % 10]) + " " + ends[random() % 10] + " " + QByteArray::number(random() % 300)
        + " GmbH";
    p.street = QByteArray::number(1 + random() % 400) + " " + starts[random() % 10] + " Street";
    p.city = towns[random() % 7];
    p.postcode = QByteArray::number(10000 + random() % 89999);
    p.birth = QByteArray::number(1940 + random() % 60) + "-" + QByteArray::number(10 + random() % 3) + "-"
        + QByteArray::number(10 + random() % 19);
    return p;
}

inline QByteArray contacts(quint64 seed, int count)
{
    QByteArray csv = "FirstName,LastName,Email,Phone,Company,Street,City,PostalCode,Birthdate\n";
    for (int i = 0; i < count; ++i) {
        const Person p = person(seed, static_cast<quint64>(i));
        csv += p.given + ',' + p.family + ',' + p.email + ',' + p.phone + ",\"" + p.company + "\"," + p.street + ','
            + p.city + ',' + p.postcode + ',' + p.birth + '\n';
    }
    return csv;
}

} // namespace bulkhead::provenance
