#include "models/provenance/meaning.h"

#include "models/provenance/fold.h"
#include "models/provenance/headerwords.h"
#include "models/provenance/namecolumns.h"
#include "models/provenance/normalise.h"
#include "models/provenance/valuewords.h"

#include <QCoreApplication>

#include <algorithm>
#include <unordered_map>

namespace bulkhead::provenance {

namespace {
constexpr QLatin1StringView ids[meaningCount] = {
    QLatin1StringView("none"),       QLatin1StringView("email"),      QLatin1StringView("phone"),
    QLatin1StringView("givenName"),  QLatin1StringView("familyName"), QLatin1StringView("fullName"),
    QLatin1StringView("company"),    QLatin1StringView("street"),     QLatin1StringView("city"),
    QLatin1StringView("postcode"),   QLatin1StringView("country"),    QLatin1StringView("birthDate"),
    QLatin1StringView("nationalId"), QLatin1StringView("iban"),       QLatin1StringView("card"),
    QLatin1StringView("recordId"),   QLatin1StringView("url"),        QLatin1StringView("ip"),
    QLatin1StringView("tenant"),     QLatin1StringView("freeText")};

const std::unordered_map<std::string_view, Meaning>& dictionary()
{
    static const auto made = [] {
        std::unordered_map<std::string_view, Meaning> map;
        for (const auto& word : headerWords()) {
            map.emplace(word.word, word.meaning);
        }
        return map;
    }();
    return made;
}

bool allDigits(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// What the values of one column look like: shares of the filled cells.
struct Look
{
    double filled = 0;
    double email = 0, phone = 0, iban = 0, card = 0, record = 0, url = 0, ip = 0, date = 0, past = 0, postcode = 0;
    double country = 0, legal = 0, street = 0, sentence = 0;
};

bool isYearMonthDay(std::string_view text)
{
    return text.size() >= 8 && text.size() <= 10 && !normalised(Meaning::BirthDate, text).empty();
}

Look lookAt(const SampleRows& rows, std::size_t column)
{
    Look look;
    for (const auto& row : rows) {
        if (column >= row.size() || trimmed(row[column]).empty()) {
            continue;
        }
        const auto cell = trimmed(row[column]);
        ++look.filled;
        std::string store;
        std::vector<std::string_view> tokens;
        foldTokens(cell, false, store, tokens);
        const bool isDate = isYearMonthDay(cell);
        look.email += !normalised(Meaning::Email, cell).empty() && cell.find('.') != std::string_view::npos;
        look.iban += !normalised(Meaning::Iban, cell).empty();
        look.card += cell.size() >= 13 && !normalised(Meaning::Card, cell).empty();
        const bool guid = cell.size() == 36 && cell[8] == '-' && cell[13] == '-';
        const bool salesforce = cell.size() == 18 && salesforceId18(cell.substr(0, 15)) == cell
            && cell.find_first_of("0123456789") != std::string_view::npos;
        const bool salesforce15 = cell.size() == 15 && cell.starts_with("00") && foldedWord(cell).size() == 15
            && !allDigits(cell);
        look.record += guid || salesforce || salesforce15;
        look.url += cell.starts_with("http://") || cell.starts_with("https://") || cell.starts_with("www.");
        look.ip += cell.find_first_of(".:") != std::string_view::npos && !normalised(Meaning::Ip, cell).empty();
        const bool isMoment = cell.size() > 11 && (cell[10] == 'T' || cell[10] == ' ')
            && isYearMonthDay(cell.substr(0, 10));
        look.date += isDate || isMoment;
        const auto day = isDate ? normalised(Meaning::BirthDate, cell) : std::string();
        look.past += isDate && day < "20150101" && day > "19000101";
        const bool phoneMarks = cell.find_first_of("+()-./ ") != std::string_view::npos;
        look.phone += !isDate && !normalised(Meaning::Phone, cell).empty() && cell.size() >= 7
            && (phoneMarks || cell.size() >= 9) && cell.find('@') == std::string_view::npos;
        const bool zip = (allDigits(cell) && (cell.size() == 4 || cell.size() == 5))
            || (cell.size() == 10 && cell[5] == '-' && allDigits(cell.substr(0, 5)) && allDigits(cell.substr(6)))
            || (cell.size() == 6 && cell[2] == '-' && allDigits(cell.substr(0, 2)) && allDigits(cell.substr(3)))
            || (cell.size() == 8 && cell[4] == '-' && allDigits(cell.substr(0, 4)) && allDigits(cell.substr(5)))
            || (cell.size() == 9 && cell[5] == '-' && allDigits(cell.substr(0, 5)) && allDigits(cell.substr(6)))
            || (tokens.size() == 2 && cell.size() == 7 && tokens[0].size() == 4 && allDigits(tokens[0])
                && !allDigits(tokens[1]) && tokens[1].find_first_of("0123456789") == std::string_view::npos)
            || (cell.size() >= 5 && cell.size() <= 8 && !allDigits(cell) && tokens.size() == 2 && tokens[1].size() == 3
                && std::isdigit(static_cast<unsigned char>(tokens[1][0])) != 0);
        look.postcode += zip;
        look.country += isCountry(store);
        look.legal += tokens.size() > 1 && std::ranges::any_of(tokens, isLegalForm);
        look.street += !isMoment && tokens.size() > 1 && cell.find_first_of("0123456789") != std::string_view::npos
            && (std::ranges::any_of(tokens, isStreetWord)
                || (allDigits(tokens.front()) != allDigits(tokens.back()) && cell.size() > 6));
        look.sentence += tokens.size() >= 7;
    }
    if (look.filled == 0) {
        return look;
    }
    for (double* share :
         {&look.email, &look.phone, &look.iban, &look.card, &look.record, &look.url, &look.ip, &look.date, &look.past,
          &look.postcode, &look.country, &look.legal, &look.street, &look.sentence}) {
        *share /= look.filled;
    }
    return look;
}

/// Meanings that a value shows by its own form.
Meaning plainMeaning(const Look& look)
{
    struct Rule
    {
        double share;
        double least;
        Meaning meaning;
    };
    const Rule rules[] = {
        {look.email, 0.6, Meaning::Email},
        {look.iban, 0.6, Meaning::Iban},
        {look.ip, 0.7, Meaning::Ip},
        {look.url, 0.6, Meaning::Url},
        {look.record, 0.7, Meaning::RecordId},
        {look.card, 0.7, Meaning::Card},
        {look.past, 0.7, Meaning::BirthDate},
        {look.date, 0.7, Meaning::None},
        {look.postcode, 0.8, Meaning::Postcode},
        {look.phone, 0.7, Meaning::Phone},
        {look.country, 0.7, Meaning::Country},
        {look.legal, 0.35, Meaning::Company},
        {look.sentence, 0.5, Meaning::FreeText},
        {look.street, 0.5, Meaning::Street},
    };
    for (const auto& rule : rules) {
        if (rule.share >= rule.least) {
            return rule.meaning;
        }
    }
    return Meaning::None;
}

DateOrder dateOrderOf(const SampleRows& rows, std::size_t column)
{
    int dayFirst = 0;
    int monthFirst = 0;
    for (const auto& row : rows) {
        if (column >= row.size()) {
            continue;
        }
        std::string store;
        std::vector<std::string_view> parts;
        foldTokens(row[column], false, store, parts);
        if (parts.size() < 3 || parts[0].size() > 2 || !allDigits(parts[0]) || !allDigits(parts[1])) {
            continue;
        }
        const int a = std::stoi(std::string(parts[0]));
        const int b = std::stoi(std::string(parts[1].substr(0, 2)));
        dayFirst += a > 12 && b <= 12;
        monthFirst += b > 12 && a <= 12;
    }
    return monthFirst > dayFirst ? DateOrder::MonthFirst : DateOrder::DayFirst;
}

} // namespace

QString meaningId(Meaning meaning)
{
    return static_cast<int>(meaning) < meaningCount ? QString(ids[static_cast<int>(meaning)]) : QString();
}

std::optional<Meaning> meaningFromId(QStringView id)
{
    const auto wanted = id.toString().remove(QLatin1Char('-')).trimmed();
    for (int i = 0; i < meaningCount; ++i) {
        if (wanted.compare(ids[i], Qt::CaseInsensitive) == 0) {
            return static_cast<Meaning>(i);
        }
    }
    return {};
}

QString meaningName(Meaning meaning)
{
    static const char* const names[meaningCount] = {
        QT_TRANSLATE_NOOP("Provenance", "not used"),     QT_TRANSLATE_NOOP("Provenance", "e-mail address"),
        QT_TRANSLATE_NOOP("Provenance", "phone number"), QT_TRANSLATE_NOOP("Provenance", "given name"),
        QT_TRANSLATE_NOOP("Provenance", "family name"),  QT_TRANSLATE_NOOP("Provenance", "full name"),
        QT_TRANSLATE_NOOP("Provenance", "company"),      QT_TRANSLATE_NOOP("Provenance", "street"),
        QT_TRANSLATE_NOOP("Provenance", "city"),         QT_TRANSLATE_NOOP("Provenance", "postcode"),
        QT_TRANSLATE_NOOP("Provenance", "country"),      QT_TRANSLATE_NOOP("Provenance", "date of birth"),
        QT_TRANSLATE_NOOP("Provenance", "national id"),  QT_TRANSLATE_NOOP("Provenance", "IBAN"),
        QT_TRANSLATE_NOOP("Provenance", "card number"),  QT_TRANSLATE_NOOP("Provenance", "record id"),
        QT_TRANSLATE_NOOP("Provenance", "web address"),  QT_TRANSLATE_NOOP("Provenance", "IP address"),
        QT_TRANSLATE_NOOP("Provenance", "tenant"),       QT_TRANSLATE_NOOP("Provenance", "free text")};
    return static_cast<int>(meaning) < meaningCount
        ? QCoreApplication::translate("Provenance", names[static_cast<int>(meaning)])
        : QString();
}

Expected<ColumnMapping> parseMapping(QStringView text)
{
    const auto at = text.lastIndexOf(QLatin1Char('='));
    if (at <= 0 || at + 1 == text.size()) {
        return failure(QLatin1StringView("provenance.map-syntax"),
                       QCoreApplication::translate("Provenance",
                                                   "A mapping is written column=meaning, such as \"E-Mail=email\" or "
                                                   "\"3=phone\"; \"%1\" is not.")
                           .arg(text));
    }
    const auto meaning = meaningFromId(text.mid(at + 1));
    if (!meaning) {
        QStringList known;
        for (const auto id : ids) {
            known.append(id);
        }
        return failure(QLatin1StringView("provenance.unknown-meaning"),
                       QCoreApplication::translate("Provenance", "\"%1\" is no meaning of a column. Known are: %2.")
                           .arg(text.mid(at + 1), known.join(QLatin1StringView(", "))));
    }
    return ColumnMapping{text.left(at).trimmed().toString(), *meaning, false};
}

Meaning meaningOfHeader(std::string_view header)
{
    const auto& known = dictionary();
    std::string word = foldedWord(header);
    if (const auto found = known.find(word); found != known.end()) {
        return found->second;
    }
    // "Contact: E-mail (private)", "mailing_postal_code__c", "Phone 2": without digits, suffixes and leading words.
    while (!word.empty() && word.back() >= '0' && word.back() <= '9') {
        word.pop_back();
    }
    for (const std::string_view suffix :
         {"c", "pc", "value", "private", "work", "home", "business", "privat", "field"}) {
        if (word.size() > suffix.size() + 2 && word.ends_with(suffix)) {
            const auto found = known.find(std::string_view(word).substr(0, word.size() - suffix.size()));
            if (found != known.end()) {
                return found->second;
            }
        }
    }
    for (const std::string_view prefix :
         {"contact", "customer", "person", "personal", "client",   "user",      "lead",       "account",  "mailing",
          "billing", "shipping", "home",   "work",     "primary",  "secondary", "private",    "business", "kunden",
          "kontakt", "the",      "your",   "member",   "employee", "holder",    "properties", "hs",       "cust"}) {
        if (word.size() > prefix.size() + 1 && word.starts_with(prefix)) {
            const auto found = known.find(std::string_view(word).substr(prefix.size()));
            if (found != known.end()) {
                return found->second;
            }
        }
    }
    if (const auto found = known.find(word); found != known.end()) {
        return found->second;
    }
    if (word.find("email") != std::string::npos && word.size() < 30 && word.find("opt") == std::string::npos
        && word.find("sent") == std::string::npos && word.find("bounce") == std::string::npos) {
        return Meaning::Email;
    }
    return Meaning::None;
}

/// Of "properties.email" or "contacts.2.phone": by the whole, else by the last part that is no number.
static Meaning meaningOfPath(std::string_view header)
{
    Meaning meaning = meaningOfHeader(header);
    for (std::string_view rest = header; meaning == Meaning::None && rest.find('.') != std::string_view::npos;) {
        const auto dot = rest.rfind('.');
        const std::string_view last = rest.substr(dot + 1);
        const bool isNumber = last.find_first_not_of("0123456789") == std::string_view::npos;
        if (!isNumber) {
            return meaningOfHeader(last);
        }
        rest = rest.substr(0, dot);
        meaning = meaningOfHeader(rest);
    }
    return meaning;
}

Expected<std::vector<Column>> findMeanings(std::span<const std::string> header, const SampleRows& rows,
                                           std::span<const ColumnMapping> mappings)
{
    std::size_t count = header.size();
    for (const auto& row : rows) {
        count = header.empty() ? std::max(count, row.size()) : count;
    }
    std::vector<Column> columns(count);
    int email = -1;
    for (std::size_t i = 0; i < count; ++i) {
        if (i < header.size()) {
            const auto name = trimmed(header[i]);
            columns[i].name = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
            columns[i].meaning = meaningOfPath(header[i]);
            columns[i].basis = columns[i].meaning == Meaning::None ? Column::Basis::Nothing : Column::Basis::Header;
        }
    }
    std::vector<Look> looks(count);
    for (std::size_t i = 0; i < count; ++i) {
        looks[i] = lookAt(rows, i);
        const bool byHeader = columns[i].basis == Column::Basis::Header;
        // A header that the values plainly contradict ("name" over e-mail addresses) gives way to them.
        const Meaning plain = plainMeaning(looks[i]);
        const bool contradicts = byHeader && looks[i].filled >= 3
            && (plain == Meaning::Email || plain == Meaning::Iban || plain == Meaning::Ip)
            && columns[i].meaning != Meaning::FreeText && columns[i].meaning != plain;
        if (!byHeader || contradicts) {
            // Under a header that we do not know, only what is plain by its form counts.
            const bool known = header.empty() || contradicts || plain == Meaning::Email || plain == Meaning::Iban
                || plain == Meaning::RecordId || plain == Meaning::Ip || plain == Meaning::FreeText
                || (plain == Meaning::Phone && looks[i].phone > 0.9);
            columns[i].meaning = known ? plain : Meaning::None;
            columns[i].basis = columns[i].meaning == Meaning::None ? Column::Basis::Nothing : Column::Basis::Values;
        }
        if (columns[i].meaning == Meaning::Email && email < 0) {
            email = static_cast<int>(i);
        }
    }
    if (header.empty()) {
        findNameColumns(rows, email, columns);
    }
    for (const auto& mapping : mappings) {
        bool isNumber = false;
        const int number = mapping.column.toInt(&isNumber);
        const auto wanted = foldedWord(mapping.column.toUtf8().toStdString());
        bool found = false;
        for (std::size_t i = 0; i < count; ++i) {
            const bool byName = i < header.size()
                && (columns[i].name.compare(mapping.column.trimmed(), Qt::CaseInsensitive) == 0
                    || (!wanted.empty() && foldedWord(header[i]) == wanted));
            if (byName || (isNumber && !mapping.isRemembered && number == static_cast<int>(i) + 1)) {
                columns[i].meaning = mapping.meaning;
                columns[i].basis = Column::Basis::Given;
                found = true;
                break;
            }
        }
        if (!found && !mapping.isRemembered) {
            return failure(
                QLatin1StringView("provenance.unknown-column"),
                QCoreApplication::translate("Provenance",
                                            "There is no column \"%1\". The file has %2 columns; name one by "
                                            "its header or by its number from 1.")
                    .arg(mapping.column)
                    .arg(count));
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        columns[i].dates = dateOrderOf(rows, i);
    }
    return columns;
}

bool looksLikeHeader(std::span<const std::string> first, const SampleRows& rows)
{
    if (first.empty()) {
        return false;
    }
    std::size_t named = 0;
    std::size_t filled = 0;
    for (const auto& cell : first) {
        const auto text = trimmed(cell);
        if (text.empty()) {
            continue;
        }
        ++filled;
        if (text.find('@') != std::string_view::npos || allDigits(text) || !normalised(Meaning::Phone, text).empty()
            || !normalised(Meaning::BirthDate, text).empty() || text.size() > 80) {
            return false;
        }
        named += meaningOfHeader(text) != Meaning::None;
    }
    if (filled == 0) {
        return false;
    }
    if (named * 3 >= filled || (named > 0 && filled > 2)) {
        return true;
    }
    // Words over values of another form.
    std::size_t formed = 0;
    for (std::size_t i = 0; i < first.size(); ++i) {
        const Look look = lookAt(rows, i);
        const Meaning plain = plainMeaning(look);
        formed += look.filled >= 2 && (plain != Meaning::None || look.date >= 0.7) && plain != Meaning::Company
            && plain != Meaning::Country;
    }
    return filled == first.size() && formed > 0 && first.size() > 1;
}

} // namespace bulkhead::provenance
