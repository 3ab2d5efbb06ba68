#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QFile>

#include <array>
#include <cmath>
#include <map>
#include <random>
#include <vector>

namespace bulkhead::test {

/// Invented people as companies have them: names, towns and employers as unevenly spread as real ones, colleagues who
/// share company, domain, address and the front of their numbers, mailboxes made of names. Everything follows from the
/// seed.
struct NearPerson
{
    QByteArray given, family, email, phone, company, street, city, postcode, birth;
};

enum NearColumn { Given, Family, Mail, Phone, Company, Street, City, Postcode, Birth, nearColumnCount };

class NearPeople
{
public:
    explicit NearPeople(quint64 seed)
        : m_random(seed)
    {
        readWords();
        for (auto* const words : {&m_given, &m_family, &m_city, &m_firm}) {
            std::shuffle(words->begin(), words->end(), m_random);
        }
        for (int i = 0; i < 600; ++i) {
            m_firms.push_back(firm());
        }
    }

    NearPerson next()
    {
        NearPerson p;
        p.given = capital(uneven(m_given, 20));
        p.family = family();
        if (one(25)) {
            p.family += '-' + capital(uneven(m_family, 30));
        }
        Firm& works = m_firms[static_cast<std::size_t>(rank(m_firms.size(), 8))];
        const bool isAtWork = one(2);
        const QByteArray g = p.given.toLower();
        const QByteArray f = QByteArray(p.family).replace('-', "").toLower();
        p.company = isAtWork || one(3) ? works.name : QByteArray();
        p.birth = QByteArray::number(1945 + number(60)) + '-' + two(1 + number(12)) + '-' + two(1 + number(28));
        if (isAtWork) {
            const std::array boxes = {g + '.' + f, g.left(1) + '.' + f, g.left(1) + f, g + f.left(1), f};
            p.email = boxes[works.pattern] + again(boxes[works.pattern] + works.domain) + '@' + works.domain;
            p.phone = works.phone + (one(5) ? QByteArray("0") : QByteArray::number(100 + works.extensions++));
            p.street = works.street;
            p.city = works.city;
            p.postcode = works.postcode;
        } else {
            static const char* const mails[] = {"gmail.com", "gmx.de",    "outlook.com",
                                                "web.de",    "yahoo.com", "icloud.com"};
            const std::array boxes = {g + '.' + f,
                                      g + f,
                                      g + '_' + f,
                                      g + f + QByteArray::number(1950 + number(55)),
                                      f + g.left(1) + two(number(100)),
                                      g.left(3) + f.left(4) + two(number(100))};
            const QByteArray box = boxes[static_cast<std::size_t>(number(6))];
            const QByteArray domain = mails[rank(6, 1)];
            p.email = box + again(box + domain) + '@' + domain;
            p.phone = "+49 1" + QByteArray::number(50 + number(30)) + ' '
                + QByteArray::number(1'000'000 + number(9'000'000));
            p.street = street();
            p.city = capital(uneven(m_city, 10));
            p.postcode = postcode(p.city);
        }
        return p;
    }

    int number(int below) { return static_cast<int>(m_random() % static_cast<quint64>(below)); }
    bool one(int of) { return number(of) == 0; }

private:
    struct Firm
    {
        QByteArray name, domain, street, city, postcode, phone;
        std::size_t pattern = 0;
        int extensions = 0; ///< given so far; some have the number of the office
    };

    void readWords()
    {
        QFile file(QStringLiteral(":/provenance/values.txt"));
        if (!file.open(QIODevice::ReadOnly)) {
            qFatal("no words");
        }
        const std::map<QByteArray, QByteArrayList*> kinds = {
            {"given", &m_given}, {"family", &m_family}, {"city", &m_city}, {"company", &m_firm}};
        for (const QByteArray& line : file.readAll().split('\n')) {
            const auto colon = line.indexOf(':');
            if (const auto kind = kinds.find(line.left(colon)); kind != kinds.end()) {
                kind->second->append(line.mid(colon + 1).simplified().split(' '));
            }
        }
    }
    Firm firm()
    {
        static const char* const forms[] = {"GmbH", "AG", "Inc.", "Ltd", "SE"};
        static const char* const endings[] = {".com", ".de", ".net", ".io"};
        const QByteArray first = m_family.at(number(static_cast<int>(m_family.size())));
        const QByteArray second = m_firm.at(number(static_cast<int>(m_firm.size())));
        Firm f;
        f.name = capital(first) + ' ' + capital(second) + ' ' + forms[number(5)];
        f.domain = first + (one(2) ? "-" + second : QByteArray()) + QByteArray::number(number(3)) + endings[number(4)];
        f.street = street();
        f.city = capital(uneven(m_city, 10));
        f.postcode = postcode(f.city);
        f.phone = "+49 " + QByteArray::number(20 + number(70)) + ' ' + QByteArray::number(10'000 + number(90'000));
        f.pattern = static_cast<std::size_t>(number(5));
        return f;
    }
    /// Two full names are equal as rarely as in Germany or the United States, about once in half a million pairs.
    QByteArray family()
    {
        static const char* const syllables[] = {
            "ba",  "bre", "cor", "da", "del", "dro", "fal", "fi", "gra", "ha", "hol", "ja", "kel", "ki", "kra", "la",
            "len", "lu",  "ma",  "mi", "mor", "na",  "ne",  "or", "pa",  "pe", "pro", "ra", "ri",  "ro", "sal", "se",
            "ste", "ta",  "te",  "to", "tre", "va",  "ver", "vi", "wal", "we", "win", "za", "ze",  "zo"};
        static const char* const endings[] = {"mann", "sen", "ski", "va", "nho", "r", "rt", "tti", "nov", "ck"};
        if (one(2)) {
            return capital(uneven(m_family, 30));
        }
        QByteArray name = QByteArray(syllables[number(46)]) + syllables[number(46)];
        name += one(2) ? syllables[number(46)] : "";
        return capital(name + endings[number(10)]);
    }
    QByteArray street()
    {
        static const char* const words[] = {"Street", "Road", "Avenue", "Lane", "Strasse", "Weg"};
        return capital(m_family.at(number(400))) + ' ' + words[number(6)] + ' ' + QByteArray::number(1 + number(120));
    }
    QByteArray postcode(const QByteArray& city)
    {
        quint32 region = 7; // a town has codes of its own
        for (const char c : city) {
            region = region * 31 + static_cast<unsigned char>(c);
        }
        return QByteArray::number(10'000 + static_cast<int>(region % 800) * 100 + number(40));
    }
    static QByteArray capital(QByteArray word) { return word.isEmpty() ? word : word.left(1).toUpper() + word.mid(1); }
    static QByteArray two(int value) { return QByteArray::number(value).rightJustified(2, '0'); }
    /// A number behind what somebody else has already.
    QByteArray again(const QByteArray& box)
    {
        const int before = m_taken[box]++;
        return before == 0 ? QByteArray() : QByteArray::number(before);
    }
    /// Of Zipf's law, flattened at the front.
    qsizetype rank(std::size_t of, int flat)
    {
        const double most = std::log((static_cast<double>(of) + flat) / flat);
        const double u = static_cast<double>(m_random() >> 11) * 0x1.0p-53;
        return std::min(static_cast<qsizetype>(flat * (std::exp(u * most) - 1)), static_cast<qsizetype>(of) - 1);
    }
    QByteArray uneven(const QByteArrayList& words, int flat)
    {
        return words.at(rank(static_cast<std::size_t>(words.size()), flat));
    }

    std::mt19937_64 m_random;
    QByteArrayList m_given, m_family, m_city, m_firm;
    std::vector<Firm> m_firms;
    std::map<QByteArray, int> m_taken;
};

using NearCells = std::array<QByteArray, nearColumnCount>;
inline NearCells cellsOf(const NearPerson& p)
{
    return {p.given, p.family, p.email, p.phone, p.company, p.street, p.city, p.postcode, p.birth};
}

/// Which columns a leaked file has.
struct NearShape
{
    const char* name;
    std::vector<NearColumn> columns;
};
inline const std::vector<NearShape>& nearShapes()
{
    static const std::vector<NearShape> shapes = {
        {"name, e-mail, phone", {Given, Family, Mail, Phone}},
        {"name, e-mail, company, city", {Given, Family, Mail, Company, City}},
        {"name, e-mail", {Given, Family, Mail}},
        {"name, phone, city", {Given, Family, Phone, City}},
        {"name, birth date, street, postcode", {Given, Family, Birth, Street, Postcode}},
        {"e-mail, phone", {Mail, Phone}},
        {"all columns", {Given, Family, Mail, Phone, Company, Street, City, Postcode, Birth}},
    };
    return shapes;
}
inline QByteArray nearHeader(const std::vector<NearColumn>& columns)
{
    static const char* const names[] = {"FirstName", "LastName", "Email",      "Phone",    "Company",
                                        "Street",    "City",     "PostalCode", "Birthdate"};
    QByteArrayList header;
    for (const NearColumn column : columns) {
        header.append(names[column]);
    }
    return header.join(',') + '\n';
}
inline QByteArray nearLine(const NearCells& cells, const std::vector<NearColumn>& columns)
{
    QByteArrayList line;
    for (const NearColumn column : columns) {
        line.append('"' + cells[column] + '"');
    }
    return line.join(',') + '\n';
}

/// What happened to a record on its way out.
enum class NearEdit {
    Insertion,
    Deletion,
    Substitution,
    Transposition,
    TwoTypos,
    Swapped,
    Transliterated,
    Masked,
    Cut
};
inline constexpr std::array nearEdits = {NearEdit::Insertion,      NearEdit::Deletion, NearEdit::Substitution,
                                         NearEdit::Transposition,  NearEdit::TwoTypos, NearEdit::Swapped,
                                         NearEdit::Transliterated, NearEdit::Masked,   NearEdit::Cut};
inline const char* nearEditName(NearEdit edit)
{
    static const char* const names[] = {"insertion",     "deletion",       "substitution", "transposition", "two typos",
                                        "swapped parts", "transliterated", "masked",       "cut values"};
    return names[static_cast<int>(edit)];
}

/// One typing error somewhere in a value, not in what stands between its parts.
inline void mistype(QByteArray& value, NearEdit kind, NearPeople& people)
{
    if (value.size() < 3) {
        return;
    }
    const bool isDigits = value.at(value.size() - 1) >= '0' && value.at(value.size() - 1) <= '9'
        && !value.contains('@');
    const char any = isDigits ? static_cast<char>('0' + people.number(10)) : static_cast<char>('a' + people.number(26));
    const auto fits = [](char c) { return (c >= '0' && c <= '9') || (c | 0x20) >= 'a'; };
    for (int tries = 0; tries < 50; ++tries) {
        const auto at = people.number(static_cast<int>(value.size()));
        QByteArray other = value;
        switch (kind) {
        case NearEdit::Insertion:
            other.insert(at, any);
            break;
        case NearEdit::Deletion:
            other.remove(at, 1);
            break;
        case NearEdit::Transposition:
            if (at + 1 < value.size()) {
                std::swap(other.data()[at], other.data()[at + 1]);
            }
            break;
        default:
            other.data()[at] = any;
            break;
        }
        if (fits(value.at(at)) && other != value && (at + 1 >= value.size() || fits(value.at(at + 1)))) {
            value = other;
            return;
        }
    }
}

/// Edits a record; of typing errors one or two, each in a field that says who it is or where.
inline void edit(NearCells& cells, const std::vector<NearColumn>& columns, NearEdit kind, NearPeople& people)
{
    const auto somewhere = [&](NearEdit typo) {
        mistype(cells[columns[static_cast<std::size_t>(people.number(static_cast<int>(columns.size())))]], typo,
                people);
    };
    const auto has = [&](NearColumn column) {
        return std::find(columns.begin(), columns.end(), column) != columns.end();
    };
    const std::array typos = {NearEdit::Insertion, NearEdit::Deletion, NearEdit::Substitution, NearEdit::Transposition};
    switch (kind) {
    case NearEdit::TwoTypos:
        somewhere(typos[static_cast<std::size_t>(people.number(4))]);
        somewhere(typos[static_cast<std::size_t>(people.number(4))]);
        break;
    case NearEdit::Swapped:
        std::swap(cells[Given], cells[Family]);
        somewhere(NearEdit::Substitution);
        break;
    case NearEdit::Transliterated: {
        static constexpr std::pair<const char*, const char*> ways[] = {
            {"y", "j"}, {"i", "y"}, {"ch", "tsch"}, {"v", "w"}, {"k", "c"}, {"f", "ph"}, {"s", "z"}, {"j", "y"}};
        for (const NearColumn column : {Given, Family}) {
            const auto& [from, to] = ways[people.number(8)];
            cells[column].replace(from, to);
        }
        break;
    }
    case NearEdit::Masked: {
        if (has(Mail)) {
            cells[Mail] = cells[Mail].left(1) + "***" + cells[Mail].mid(cells[Mail].indexOf('@'));
        }
        if (has(Phone)) {
            cells[Phone] = cells[Phone].left(3) + " *** *** " + cells[Phone].right(4);
        }
        break;
    }
    case NearEdit::Cut:
        for (const NearColumn column : {Given, Family, Mail, Company, Street}) {
            cells[column] = cells[column].left(column == Mail ? 12 : 8);
        }
        break;
    default:
        somewhere(kind);
        break;
    }
}

} // namespace bulkhead::test
