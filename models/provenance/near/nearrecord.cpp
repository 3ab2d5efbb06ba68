#include "models/provenance/near/nearrecord.h"

#include "models/provenance/fold.h"
#include "models/provenance/normalise.h"
#include "models/provenance/valuewords.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <iterator>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t mostNames = 3;
constexpr std::size_t lastDigits = 4;
constexpr char maskSign = '*';

/// What a piece or check value is of; part of the format.
enum NearUse : quint8 {
    OfName = 1,
    OfMailFront,
    OfMailBack,
    OfDomain,
    OfPhoneFront,
    OfPhoneBack,
    OfLastFour,
    OfCompany,
    OfStreet,
    OfBirth,
    OfPostcode,
    OfInitials,
    OfYear,
    OfMonth,
    OfDay,
    OfFrontOfPostcode,
    OfBackOfPostcode,
    OfMailDigits,
};

/// Which pieces a band joins; part of the format.
enum NearBand : quint8 {
    NameMailFront = 1,
    NameMailBack,
    NamePhoneFront,
    NamePhoneBack,
    MailPhone1,
    MailPhone2,
    MailPhone3,
    MailPhone4,
    MailFrontDomain,
    MailBackDomain,
    NameBirth,
    NamePlace,
    NameFirm,
    NameDomain,
    LastFourDomain,
    LastFourInitials,
    BirthPlace,
};

std::size_t nearSymbolOf(char c)
{
    if (c >= 'a' && c <= 'z') {
        return static_cast<std::size_t>(c - 'a');
    }
    if (c >= '0' && c <= '9') {
        return 26U + static_cast<std::size_t>(c - '0');
    }
    return c == '^' ? 36U : c == '$' ? 37U : 38U + static_cast<unsigned char>(c) % 26U;
}

bool isHidden(std::string_view text, std::size_t at, std::size_t& size)
{
    for (const std::string_view sign :
         {std::string_view("*"), std::string_view("##"), std::string_view("\xE2\x80\xA2"),
          std::string_view("\xE2\x80\xA6"), std::string_view("\xE2\x96\x88"), std::string_view("...")}) {
        if (text.substr(at).starts_with(sign)) {
            size = sign.size();
            return true;
        }
    }
    // A run of x stands for what is not shown; one or two may be part of a word.
    const auto isX = [&](std::size_t i) { return i < text.size() && (text[i] == 'x' || text[i] == 'X'); };
    size = 0;
    while (isX(at + size)) {
        ++size;
    }
    return size >= 3;
}

/// The text with one `*` for each run that is masked; says whether there is one.
bool withMasks(std::string_view text, std::string& out)
{
    out.clear();
    bool isMasked = false;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t size = 0;
        if (isHidden(text, i, size)) {
            isMasked = true;
            if (out.empty() || out.back() != maskSign) {
                out.push_back(maskSign);
            }
            i += size;
        } else {
            out.push_back(text[i++]);
        }
    }
    return isMasked;
}

quint8 checkOf(quint64 hash)
{
    return static_cast<quint8>(hash % 255 + 1);
}

/// Folded words of a text in any letters.
void wordsOf(std::string_view text, Tokens& into)
{
    foldTokens(text, true, into);
}

NameGrams nameGramsOf(const NearSketch& sketch)
{
    return {sketch.grams[0], sketch.grams[restOfName]};
}

void replaceEvery(std::string& text, std::string_view from, std::string_view to)
{
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}
} // namespace

Meaning meaningOf(NearField field)
{
    static constexpr Meaning meanings[nearFieldCount] = {Meaning::FullName,  Meaning::Email,    Meaning::Email,
                                                         Meaning::Phone,     Meaning::Company,  Meaning::Street,
                                                         Meaning::BirthDate, Meaning::Postcode, Meaning::City};
    return meanings[static_cast<std::size_t>(field)];
}

std::string inLatinLetters(std::string_view text)
{
    // U+0430 to U+044F, U+03B1 to U+03C9, as passports write them.
    static constexpr std::string_view cyrillic[] = {"a",  "b",  "v",  "g",    "d", "e", "zh", "z", "i",  "i", "k",
                                                    "l",  "m",  "n",  "o",    "p", "r", "s",  "t", "u",  "f", "kh",
                                                    "ts", "ch", "sh", "shch", "",  "y", "",   "e", "iu", "ia"};
    static constexpr std::string_view greek[] = {"a", "v", "g", "d", "e", "z", "i", "th", "i", "k",  "l",  "m", "n",
                                                 "x", "o", "p", "r", "s", "s", "t", "y",  "f", "ch", "ps", "o"};
    static constexpr std::u16string_view greekAccents = u"άέήίόύώΆΈΉΊΌΎΏ";
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if ((lead & 0xe0) != 0xc0 || i + 1 >= text.size()) {
            out.push_back(text[i++]);
            continue;
        }
        unsigned letter = (lead & 0x1fU) << 6 | (static_cast<unsigned char>(text[i + 1]) & 0x3fU);
        if ((letter >= 0x410 && letter <= 0x42f) || (letter >= 0x391 && letter <= 0x3a9)) {
            letter += 0x20;
        }
        if (letter >= 0x430 && letter <= 0x44f) {
            out += cyrillic[letter - 0x430];
        } else if (letter >= 0x3b1 && letter <= 0x3c9) {
            out += greek[letter - 0x3b1];
        } else if (const auto accented = greekAccents.find(static_cast<char16_t>(letter));
                   accented != std::u16string_view::npos) {
            out += "aeiioyoaeiioyo"[accented];
        } else if (letter == 0x451 || letter == 0x401 || letter == 0x454 || letter == 0x404) {
            out += 'e';
        } else if (letter == 0x456 || letter == 0x406 || letter == 0x457 || letter == 0x407) {
            out += 'i';
        } else {
            out.append(text, i, 2);
        }
        i += 2;
    }
    return out;
}

std::string heard(std::string_view word)
{
    std::string text(word);
    static constexpr std::pair<std::string_view, std::string_view> same[] = {
        {"shch", "sh"}, {"tsch", "ch"}, {"sch", "sh"}, {"kh", "h"}, {"ch", "h"}, {"ph", "f"}, {"th", "t"},
        {"ck", "k"},    {"zh", "s"},    {"sh", "s"},   {"ts", "s"}, {"x", "ks"}, {"q", "k"}};
    for (const auto& [from, to] : same) {
        replaceEvery(text, from, to);
    }
    std::string out;
    for (const char c : text) {
        const char one = c == 'y' || c == 'j' ? 'i' : c == 'w' ? 'v' : c == 'c' ? 'k' : c == 'z' ? 's' : c;
        if (out.empty() || out.back() != one) {
            out.push_back(one);
        }
    }
    return out;
}

NearKeys::NearKeys(const RegistryKey& key)
    : m_bits(std::size_t(6) * symbols * symbols)
{
    const SecretBytes secret = key.derived("near");
    std::memcpy(&m_key, secret.data(), sizeof m_key);
    for (std::size_t i = 0; i < m_bits.size(); ++i) {
        const quint64 number = i;
        m_bits[i] = static_cast<quint8>(sipHash24(m_key, reinterpret_cast<const char*>(&number), sizeof number) >> 57);
    }
}

quint8 NearKeys::bitOf(NearField field, char first, char second) const
{
    return m_bits[(static_cast<std::size_t>(field) * symbols + nearSymbolOf(first)) * symbols + nearSymbolOf(second)];
}

quint64 NearKeys::hash(quint8 use, std::string_view text) const
{
    char buffer[128];
    buffer[0] = static_cast<char>(use);
    const auto size = std::min(text.size(), sizeof buffer - 1);
    std::memcpy(buffer + 1, text.data(), size);
    return sipHash24(m_key, buffer, size + 1);
}

quint64 NearKeys::band(quint8 number, quint64 one, quint64 other) const
{
    const quint64 message[3] = {number, one, other};
    return sipHash24(m_key, reinterpret_cast<const char*>(message), sizeof message);
}

void NearMaker::gather(const Row& row)
{
    m_given = m_family = m_full = m_email = m_phone = m_company = m_street = m_city = m_postcode = m_birth = {};
    const auto count = std::min(row.cells.size(), m_columns.size());
    for (std::size_t i = 0; i < count; ++i) {
        const std::string_view cell = trimmed(row.cells[i]);
        // The first filled column of a meaning speaks for the row.
        const auto take = [&](std::string_view& field) { field = field.empty() ? cell : field; };
        switch (m_columns[i].meaning) {
        case Meaning::GivenName:
            take(m_given);
            break;
        case Meaning::FamilyName:
            take(m_family);
            break;
        case Meaning::FullName:
            take(m_full);
            break;
        case Meaning::Email:
            take(m_email);
            break;
        case Meaning::Phone:
            take(m_phone);
            break;
        case Meaning::Company:
            take(m_company);
            break;
        case Meaning::Street:
            take(m_street);
            break;
        case Meaning::City:
            take(m_city);
            break;
        case Meaning::Postcode:
            take(m_postcode);
            break;
        case Meaning::BirthDate:
            m_dates = m_birth.empty() ? m_columns[i].dates : m_dates;
            take(m_birth);
            break;
        default:
            break;
        }
    }
}

void NearMaker::addGrams(NearField field, std::string_view text, bool opens, bool closes, NearRecord& out) const
{
    auto& grams = out.sketch.grams;
    const auto add = [&](char first, char second) {
        const unsigned bit = m_keys.bitOf(field, first, second);
        const bool isRest = field == NearField::Name && bit >= 64;
        const unsigned bits = field == NearField::Phone ? phoneGramBits
            : field == NearField::Domain                ? domainGramBits
                                                        : 64;
        grams[isRest ? restOfName : static_cast<std::size_t>(field)] |= quint64(1) << bit % bits;
    };
    char before = opens ? '^' : 0;
    for (const char c : text) {
        if (before != 0) {
            add(before, c);
        }
        before = c;
    }
    if (closes && before != 0) {
        add(before, '$');
    }
}

/// The grams of what a mask leaves to be seen.
void NearMaker::addVisible(NearField field, std::string_view text, NearRecord& out) const
{
    out.masked |= quint32(1) << static_cast<int>(field);
    bool opens = true;
    while (!text.empty()) {
        const auto end = text.find(maskSign);
        const std::string_view run = text.substr(0, end);
        if (!run.empty()) {
            addGrams(field, run, opens, end == std::string_view::npos, out);
        }
        opens = false;
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
}

/// Front and back half: one edit leaves one of them whole. A row's length may be off by one either way.
void NearMaker::halves(quint8 use, std::string_view text, Pieces& front, Pieces& back) const
{
    constexpr std::size_t least = 4;
    if (text.size() < least) {
        return;
    }
    const std::size_t from = (m_use == Use::Register ? text.size() : text.size() - 1) / 2;
    const std::size_t to = (m_use == Use::Register ? text.size() : text.size() + 1) / 2;
    for (std::size_t size = from; size <= to; ++size) {
        front.push_back(m_keys.hash(use, text.substr(0, size)));
        back.push_back(m_keys.hash(use + 1, text.substr(text.size() - size)));
    }
}

void NearMaker::addName(std::string_view cell)
{
    m_text += m_text.empty() ? "" : " ";
    m_text += cell;
}

void NearMaker::takeName(NearRecord& out)
{
    m_text.clear();
    if (!m_given.empty() || !m_family.empty()) {
        addName(m_given);
        addName(m_family);
    } else {
        addName(m_full);
    }
    if (trimmed(m_text).empty()) {
        return;
    }
    std::string initials;
    std::string shown;
    if (withMasks(m_text, shown)) {
        for (std::size_t from = 0; from < shown.size();) {
            const std::size_t end = std::min(shown.find(' ', from), shown.size());
            const std::string_view word = std::string_view(shown).substr(from, end - from);
            from = end + 1;
            if (const auto mask = word.find(maskSign); mask != std::string_view::npos) {
                const std::string front = heard(foldedWord(inLatinLetters(word.substr(0, mask))));
                addVisible(NearField::Name, front + maskSign, out);
                initials.append(front.substr(0, 1));
            } else if (const std::string whole = heard(foldedWord(inLatinLetters(word))); !whole.empty()) {
                addGrams(NearField::Name, whole, true, true, out);
                initials.append(whole.substr(0, 1));
                if (whole.size() > 1) {
                    m_names.push_back(m_keys.hash(OfName, whole));
                }
            }
        }
    } else {
        const std::string latin = inLatinLetters(m_text);
        std::string folded;
        if (!normaliseName(latin, {}, folded)) {
            folded.clear();
            Tokens alone;
            wordsOf(latin, alone);
            for (const auto word : alone.words) {
                folded.append(folded.empty() ? "" : " ").append(word);
            }
        }
        std::vector<std::string> words;
        for (std::size_t from = 0; from < folded.size();) {
            const std::size_t end = std::min(folded.find(' ', from), folded.size());
            if (std::string word = heard(std::string_view(folded).substr(from, end - from)); !word.empty()) {
                words.push_back(std::move(word));
            }
            from = end + 1;
        }
        for (const std::string& word : words) {
            const NameGrams before = nameGramsOf(out.sketch);
            out.sketch.grams[0] = out.sketch.grams[restOfName] = 0;
            addGrams(NearField::Name, word, true, true, out);
            out.words.push_back(nameGramsOf(out.sketch));
            out.sketch.grams[0] |= before[0];
            out.sketch.grams[restOfName] |= before[1];
            initials.push_back(word.front());
        }
        std::ranges::stable_sort(words, std::greater(), &std::string::size);
        for (const std::string& word : words) {
            if (word.size() > 1 && m_names.size() < mostNames) {
                m_names.push_back(m_keys.hash(OfName, word));
            }
        }
    }
    if (initials.size() >= 2) {
        std::ranges::sort(initials);
        m_initials.push_back(m_keys.hash(OfInitials, initials));
    }
}

void NearMaker::takeMail(NearRecord& out)
{
    if (m_email.empty()) {
        return;
    }
    std::string shown;
    const bool isMasked = withMasks(m_email, shown);
    std::string text;
    if (isMasked || !normalise(Meaning::Email, m_email, m_dates, text)) {
        text.clear();
        appendFolded(shown, text);
    }
    // An address that is cut off shows the front of what is behind it.
    const auto at = text.rfind('@');
    std::string_view box = std::string_view(text).substr(0, at);
    std::string_view domain = at == std::string::npos ? std::string_view() : std::string_view(text).substr(at + 1);
    std::string cut;
    if (!domain.empty() && domain.find_first_of(".*") == std::string_view::npos) {
        cut.assign(domain).push_back(maskSign);
        domain = cut;
    }
    box = box.substr(0, box.find('+')); // tags are added and left out freely
    std::string letters;
    for (const char c : box) {
        if (c != '.' && c != '_' && c != '-') {
            letters.push_back(c);
        }
    }
    if (at == std::string::npos) {
        letters.push_back(maskSign);
    }
    if (letters.find(maskSign) != std::string::npos) {
        addVisible(NearField::Mailbox, letters, out);
    } else if (!letters.empty()) {
        addGrams(NearField::Mailbox, letters, true, true, out);
        std::string digits;
        std::ranges::copy_if(letters, std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
        if (!digits.empty()) {
            out.sketch.grams[static_cast<std::size_t>(NearField::Domain)]
                |= quint64(checkOf(m_keys.hash(OfMailDigits, digits))) << domainGramBits;
        }
        halves(OfMailFront, letters, m_mailFront, m_mailBack);
    }
    if (domain.find(maskSign) != std::string_view::npos) {
        const std::string_view front = domain.substr(0, domain.rfind('.')); // endings say nothing
        if (front != "*") {
            addVisible(NearField::Domain, front, out);
        }
    } else if (!domain.empty()) {
        addGrams(NearField::Domain, domain, true, true, out);
        m_domains.push_back(m_keys.hash(OfDomain, domain));
    }
}

void NearMaker::takePhone(NearRecord& out)
{
    if (m_phone.empty()) {
        return;
    }
    std::string shown;
    const bool isMasked = withMasks(m_phone, shown);
    std::string digits;
    if (!isMasked && normalise(Meaning::Phone, m_phone, m_dates, digits)) {
        addGrams(NearField::Phone, digits, true, true, out);
        halves(OfPhoneFront, digits, m_phoneFront, m_phoneBack);
    } else {
        // The end that is to be seen; country codes and prefixes say little.
        const auto mask = shown.rfind(maskSign);
        for (const char c : std::string_view(shown).substr(mask == std::string::npos ? 0 : mask + 1)) {
            if (c >= '0' && c <= '9') {
                digits.push_back(c);
            }
        }
        if (digits.size() < 2) {
            return;
        }
        out.masked |= quint32(1) << static_cast<int>(NearField::Phone);
        addGrams(NearField::Phone, digits, false, true, out);
    }
    if (digits.size() >= lastDigits) {
        const quint64 hash = m_keys.hash(OfLastFour, std::string_view(digits).substr(digits.size() - lastDigits));
        m_lastFour.push_back(hash);
        out.sketch.grams[static_cast<std::size_t>(NearField::Phone)] |= (hash & 0xffff) << phoneCheckFrom;
    }
}

void NearMaker::takeWords(NearField field, Meaning meaning, std::string_view cell, Pieces& piece, NearRecord& out)
{
    if (cell.empty()) {
        return;
    }
    std::string shown;
    if (withMasks(cell, shown)) {
        for (std::size_t from = 0; from < shown.size();) {
            const std::size_t end = std::min(shown.find(' ', from), shown.size());
            const std::string_view word = std::string_view(shown).substr(from, end - from);
            const auto mask = word.find(maskSign);
            const std::string front = foldedWord(inLatinLetters(word.substr(0, mask)));
            if (!front.empty()) {
                addVisible(field, mask == std::string_view::npos ? front : front + maskSign, out);
            }
            from = end + 1;
        }
        return;
    }
    std::string folded;
    if (!normalise(meaning, inLatinLetters(cell), m_dates, folded)) {
        return;
    }
    std::vector<std::string_view> words;
    for (std::size_t from = 0; from < folded.size();) {
        const std::size_t end = std::min(folded.find(' ', from), folded.size());
        words.push_back(std::string_view(folded).substr(from, end - from));
        from = end + 1;
    }
    if (meaning == Meaning::Company
        && std::ranges::any_of(words, [](std::string_view word) { return !isLegalForm(word); })) {
        std::erase_if(words, isLegalForm);
    }
    for (const std::string_view word : words) {
        addGrams(field, word, true, true, out);
    }
    std::ranges::sort(words);
    std::string joined;
    for (const std::string_view word : words) {
        joined.append(word).push_back(' ');
    }
    piece.push_back(m_keys.hash(meaning == Meaning::Company ? OfCompany : OfStreet, joined));
}

void NearMaker::takeBirth(NearRecord& out)
{
    std::string date;
    if (m_birth.empty() || !normalise(Meaning::BirthDate, m_birth, m_dates, date)) {
        return;
    }
    const std::string_view text = date;
    // Day and month by one key, so that they can be told to have changed places.
    out.sketch.birth = {checkOf(m_keys.hash(OfYear, text.substr(0, 4))), checkOf(m_keys.hash(OfDay, text.substr(4, 2))),
                        checkOf(m_keys.hash(OfDay, text.substr(6, 2)))};
    m_births.push_back(m_keys.hash(OfBirth, text));
}

void NearMaker::takePostcode(NearRecord& out)
{
    std::string code;
    if (m_postcode.empty() || !normalise(Meaning::Postcode, m_postcode, m_dates, code) || code.size() < 2) {
        return;
    }
    const std::string_view text = code;
    out.sketch.postcode = {checkOf(m_keys.hash(OfFrontOfPostcode, text.substr(0, text.size() / 2))),
                           checkOf(m_keys.hash(OfBackOfPostcode, text.substr(text.size() / 2)))};
    m_postcodes.push_back(m_keys.hash(OfPostcode, text));
}

void NearMaker::cross(quint8 number, const Pieces& ones, const Pieces& others, NearRecord& out) const
{
    for (const quint64 one : ones) {
        for (const quint64 other : others) {
            out.bands.push_back(m_keys.band(number, one, other));
        }
    }
}

/// Two pieces of two fields each.
void NearMaker::addBands(NearRecord& out) const
{
    cross(NameMailFront, m_names, m_mailFront, out);
    cross(NameMailBack, m_names, m_mailBack, out);
    cross(NamePhoneFront, m_names, m_phoneFront, out);
    cross(NamePhoneBack, m_names, m_phoneBack, out);
    cross(MailPhone1, m_mailFront, m_phoneFront, out);
    cross(MailPhone2, m_mailFront, m_phoneBack, out);
    cross(MailPhone3, m_mailBack, m_phoneFront, out);
    cross(MailPhone4, m_mailBack, m_phoneBack, out);
    cross(MailFrontDomain, m_mailFront, m_domains, out);
    cross(MailBackDomain, m_mailBack, m_domains, out);
    cross(NameBirth, m_names, m_births, out);
    cross(NamePlace, m_names, m_postcodes, out);
    cross(NamePlace, m_names, m_streets, out);
    cross(NameFirm, m_names, m_companies, out);
    cross(NameDomain, m_names, m_domains, out);
    cross(LastFourDomain, m_lastFour, m_domains, out);
    cross(LastFourInitials, m_lastFour, m_initials, out);
    cross(BirthPlace, m_births, m_postcodes, out);
    std::ranges::sort(out.bands);
    const auto same = std::ranges::unique(out.bands);
    out.bands.erase(same.begin(), same.end());
}

void NearMaker::make(const Row& row, NearRecord& out)
{
    out.sketch = {};
    out.masked = 0;
    out.bands.clear();
    out.words.clear();
    out.city.clear();
    for (Pieces* const pieces : {&m_names, &m_mailFront, &m_mailBack, &m_domains, &m_phoneFront, &m_phoneBack,
                                 &m_lastFour, &m_companies, &m_streets, &m_births, &m_postcodes, &m_initials}) {
        pieces->clear();
    }
    gather(row);
    takeName(out);
    takeMail(out);
    takePhone(out);
    takeWords(NearField::Company, Meaning::Company, m_company, m_companies, out);
    takeWords(NearField::Street, Meaning::Street, m_street, m_streets, out);
    takeBirth(out);
    takePostcode(out);
    if (!m_city.empty() && !normalise(Meaning::City, m_city, m_dates, out.city)) {
        out.city.clear();
    }
    addBands(out);
}

} // namespace bulkhead::provenance
