#include "models/disclosure/naming.h"

#include "models/base/unicode.h"
#include "models/disclosure/claimrules.h"

#include <algorithm>
#include <array>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype shortest = 4; ///< characters of a name that is looked for whatever its case

constexpr std::array legalForms = {"gmbh"_L1,    "ag"_L1,           "se"_L1,   "kg"_L1,          "kgaa"_L1, "ohg"_L1,
                                   "ug"_L1,      "ev"_L1,           "ltd"_L1,  "limited"_L1,     "llc"_L1,  "llp"_L1,
                                   "inc"_L1,     "incorporated"_L1, "corp"_L1, "corporation"_L1, "plc"_L1,  "co"_L1,
                                   "company"_L1, "bv"_L1,           "nv"_L1,   "sa"_L1,          "sarl"_L1, "sas"_L1,
                                   "spa"_L1,     "srl"_L1,          "oy"_L1,   "ab"_L1,          "as"_L1,   "aps"_L1};

/// As `normalisedSentence`, and without marks: " muller gmbh ".
QString foldedWords(const QString& text)
{
    return normalisedSentence(QString::fromStdString(foldedWithoutMarks(text.toStdString())));
}

QStringList nameWords(const QString& folded)
{
    return folded.split(u' ', Qt::SkipEmptyParts);
}

/// Without the legal form at its end; a name that is nothing else stays whole.
QString withoutForm(const QString& folded)
{
    QStringList words = nameWords(folded);
    const auto isForm = [](const QString& word) {
        return word.size() == 1 || std::ranges::find(legalForms, word) != legalForms.end();
    };
    const auto last = std::find_if_not(words.crbegin(), words.crend(), isForm);
    if (last != words.crend()) {
        words.erase(last.base(), words.cend());
    }
    return words.isEmpty() ? QString() : u' ' + words.join(u' ') + u' ';
}

bool holds(const QString& text, const QString& words)
{
    return text.contains(words) || text.contains(words.chopped(1) + u"s "_s);
}

/// Whether a word stands in a text written small wherever it stands.
bool isWrittenSmall(const QString& text, const QString& word)
{
    static const QRegularExpression between(uR"([^\p{L}\p{M}\p{N}]+)"_s,
                                            QRegularExpression::UseUnicodePropertiesOption);
    return std::ranges::none_of(text.split(between, Qt::SkipEmptyParts), [&](const QString& one) {
        return holds(foldedWords(one), word) && !one.front().isLower();
    });
}
} // namespace

bool isCustomer(const Party& party)
{
    return !party.isStruck && (party.kind == "account"_L1 || !party.tenant.isEmpty());
}

OtherCustomers::OtherCustomers(const Kept<Party>& addressee, const std::vector<Kept<Party>>& all, const Template* head)
{
    for (const QString& name : {addressee.value.name, addressee.value.tenant}) {
        const QString whole = foldedWords(name);
        for (const QString& one : {whole, withoutForm(whole)}) {
            if (!one.trimmed().isEmpty()) {
                m_own.append(one);
            }
        }
    }
    std::ranges::sort(m_own, std::greater{}, &QString::size);
    if (head) {
        for (const TemplateSection& section : head->sections) {
            for (const QString& word : nameWords(foldedWords(section.heading + u' ' + section.text))) {
                m_ordinary.insert(word);
            }
        }
    }
    for (const Kept<Party>& one : all) {
        if (one.id != addressee.id && isCustomer(one.value)) {
            take(one.id, one.value.name);
            take(one.id, one.value.tenant);
        }
    }
}

void OtherCustomers::take(const Id& party, const QString& name)
{
    const QString words = withoutForm(foldedWords(name));
    add(party, name, words, false);
    const QStringList all = nameWords(words);
    if (all.size() > 1 && all.front().size() > shortest) {
        add(party, name, u' ' + all.front() + u' ', true);
    }
}

void OtherCustomers::add(const Id& party, const QString& name, const QString& words, bool isPart)
{
    const bool isKnown = std::ranges::any_of(
        m_others, [&](const Other& one) { return one.party == party && one.words == words; });
    if (words.isEmpty() || m_own.contains(words) || isKnown) {
        return;
    }
    const QString bare = words.trimmed();
    const bool isNumber = std::ranges::all_of(bare, [](QChar c) { return c.isDigit() || c == u' '; });
    m_others.push_back({.party = party,
                        .name = name.trimmed(),
                        .words = words,
                        .holdsOwn = std::ranges::any_of(m_own, [&](const QString& own) { return words.contains(own); }),
                        .isOrdinary = isPart || isNumber || bare.size() < shortest || m_ordinary.contains(bare),
                        .isPart = isPart});
}

std::vector<Naming> OtherCustomers::namedIn(const QString& sentence) const
{
    const QString whole = foldedWords(sentence);
    QString others = whole;
    for (const QString& own : m_own) {
        others.replace(own.chopped(1) + u"s "_s, u"  "_s);
        others.replace(own, u"  "_s);
    }
    std::vector<Naming> found;
    for (const Other& one : m_others) {
        const bool isFound = std::ranges::any_of(
            found, [&](const Naming& naming) { return naming.party == one.party && !naming.isOrdinary; });
        if (isFound || !holds(one.holdsOwn ? whole : others, one.words)) {
            continue;
        }
        const bool isOneWord = one.words.trimmed().count(u' ') == 0;
        const bool isSmall = isOneWord && !one.name.front().isLower() && isWrittenSmall(sentence, one.words);
        // A very short one, or a part of one, is one only as it is written.
        const bool isVague = one.isPart || one.words.trimmed().size() < shortest;
        if (isVague && isSmall) {
            continue;
        }
        found.push_back({one.party, one.name, one.isOrdinary || isSmall});
    }
    return found;
}

} // namespace bulkhead::disclosure
