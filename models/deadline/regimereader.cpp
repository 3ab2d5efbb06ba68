#include "models/deadline/regimereader.h"

#include "models/base/zone.h"
#include "models/deadline/deadlinetext.h"
#include "models/incident/yamlreading.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead::deadline {

using yaml::Bad;
using yaml::lineOf;
using yaml::needed;
using yaml::optional;
using yaml::Pairs;

namespace {
constexpr auto packCode = "deadline.regimes"_L1;

QString textIn(const Pairs& pairs, const QString& key)
{
    const YAML::Node* node = optional(pairs, key);
    return node == nullptr ? QString() : yaml::trimmedOf(*node, key).simplified();
}

QStringList textsIn(const Pairs& pairs, const QString& key)
{
    const YAML::Node* node = optional(pairs, key);
    return node == nullptr ? QStringList() : yaml::allTrimmedOf(*node, key);
}

QDate dateIn(const Pairs& pairs, const QString& key)
{
    const YAML::Node* node = optional(pairs, key);
    if (node == nullptr) {
        return {};
    }
    const QDate date = QDate::fromString(yaml::trimmedOf(*node, key), u"yyyy-MM-dd"_s);
    if (!date.isValid()) {
        throw Bad{lineOf(*node), DeadlineText::tr("“%1” takes a date, as in 2018-05-25.").arg(key)};
    }
    return date;
}

std::vector<Reading> readingsIn(const Pairs& pairs, const QString& key)
{
    std::vector<Reading> readings;
    for (const QString& id : textsIn(pairs, key)) {
        const auto reading = readingOf(id);
        if (!reading) {
            throw Bad{lineOf(*optional(pairs, key)), DeadlineText::tr("there is no reading “%1”.").arg(id)};
        }
        readings.push_back(*reading);
    }
    return readings;
}

/// What the limits of one regime share.
struct Shared
{
    std::vector<Reading> readings;
    std::vector<Reading> arguments;
    QString starts;
};

Limit limitOf(const YAML::Node& node, const Shared& shared)
{
    Limit limit;
    QString period;
    limit.from = shared.starts;
    limit.readings = shared.readings;
    limit.arguments = shared.arguments;
    if (node.IsMap()) {
        const auto pairs = yaml::pairsOf(
            node, {u"period"_s, u"from"_s, u"passed_by"_s, u"readings"_s, u"arguments"_s, u"own_target"_s, u"note"_s},
            DeadlineText::tr("A limit"));
        period = yaml::trimmedOf(needed(pairs, u"period"_s, lineOf(node)), u"period"_s);
        if (pairs.contains(u"from"_s)) {
            limit.from = textIn(pairs, u"from"_s);
        }
        if (pairs.contains(u"readings"_s)) {
            limit.readings = readingsIn(pairs, u"readings"_s);
            limit.arguments.clear();
        }
        if (pairs.contains(u"arguments"_s)) {
            limit.arguments = readingsIn(pairs, u"arguments"_s);
        }
        limit.passedBy = textIn(pairs, u"passed_by"_s);
        limit.note = textIn(pairs, u"note"_s);
        if (const YAML::Node* own = optional(pairs, u"own_target"_s)) {
            limit.isOwnTarget = yaml::truthOf(*own, u"own_target"_s);
        }
    } else {
        period = yaml::trimmedOf(node, u"within"_s);
    }
    limit.isOfClause = period == "clause"_L1;
    if (const auto found = periodOf(period)) {
        limit.period = *found;
    } else if (!limit.isOfClause) {
        throw Bad{lineOf(node),
                  DeadlineText::tr("“%1” is no period. Write 72 hours, 30 days, 4 business days, 1 month "
                                   "or clause.")
                      .arg(period)};
    }
    if (limit.from.isEmpty() || limit.readings.empty()) {
        throw Bad{lineOf(node), DeadlineText::tr("a limit needs “starts” and “readings”, its own or its regime's.")};
    }
    // A reading that does not fit the unit would only show when somebody needs the deadline.
    std::vector<Reading> all = limit.readings;
    std::ranges::copy(limit.arguments, std::back_inserter(all));
    const Place place{.zone = QTimeZone::utc()};
    const Period tried = limit.isOfClause ? Period{1, Unit::Hours} : limit.period;
    if (const auto dues = dueUnder(all, 0, tried, place); !dues) {
        throw Bad{lineOf(node), dues.error().message};
    }
    return limit;
}

std::vector<Condition> conditionsIn(const Pairs& pairs)
{
    std::vector<Condition> conditions;
    const YAML::Node* node = optional(pairs, u"when"_s);
    if (node == nullptr) {
        return conditions;
    }
    if (!node->IsMap()) {
        throw Bad{lineOf(*node),
                  DeadlineText::tr("“when” takes facts and their values, as in {personal_data: [yes, "
                                   "unknown]}.")};
    }
    for (const auto& one : *node) {
        conditions.push_back(
            {yaml::trimmedOf(one.first, u"when"_s), yaml::allTrimmedOf(one.second, u"when"_s), lineOf(one.first)});
    }
    return conditions;
}

Regime regimeOf(const YAML::Node& node, const Regime& pack)
{
    const auto pairs = yaml::pairsOf(
        node, {u"id"_s,          u"title"_s,     u"group"_s,   u"stage"_s,      u"from"_s,        u"to"_s,
               u"trigger"_s,     u"when"_s,      u"starts"_s,  u"within"_s,     u"readings"_s,    u"arguments"_s,
               u"hardness"_s,    u"late"_s,      u"content"_s, u"exempt"_s,     u"citation"_s,    u"note"_s,
               u"zone"_s,        u"country"_s,   u"cut_off"_s, u"valid_from"_s, u"valid_until"_s, u"disabled"_s,
               u"reviewed_by"_s, u"review_due"_s},
        DeadlineText::tr("A regime"));
    const int line = lineOf(node);
    Regime regime = pack;
    regime.id = yaml::trimmedOf(needed(pairs, u"id"_s, line), u"id"_s);
    regime.title = yaml::trimmedOf(needed(pairs, u"title"_s, line), u"title"_s);
    regime.from = yaml::trimmedOf(needed(pairs, u"from"_s, line), u"from"_s);
    regime.to = yaml::trimmedOf(needed(pairs, u"to"_s, line), u"to"_s);
    regime.trigger = yaml::trimmedOf(needed(pairs, u"trigger"_s, line), u"trigger"_s).simplified();
    regime.citation = yaml::trimmedOf(needed(pairs, u"citation"_s, line), u"citation"_s).simplified();
    regime.hardness = yaml::trimmedOf(needed(pairs, u"hardness"_s, line), u"hardness"_s);
    regime.group = textIn(pairs, u"group"_s);
    regime.stage = textIn(pairs, u"stage"_s);
    if (regime.group.isEmpty() != regime.stage.isEmpty()) {
        throw Bad{line, DeadlineText::tr("“group” and “stage” go together.")};
    }
    regime.when = conditionsIn(pairs);
    regime.late = textIn(pairs, u"late"_s);
    regime.content = textsIn(pairs, u"content"_s);
    regime.exemptions = textsIn(pairs, u"exempt"_s);
    regime.note = textIn(pairs, u"note"_s);
    if (const QString zone = textIn(pairs, u"zone"_s); !zone.isEmpty()) {
        regime.zone = zone;
        if (!zoneNamed(zone)) {
            throw Bad{lineOf(*optional(pairs, u"zone"_s)), DeadlineText::tr("there is no time zone “%1”.").arg(zone)};
        }
    }
    if (const QString country = textIn(pairs, u"country"_s); !country.isEmpty()) {
        regime.country = country;
    }
    if (const YAML::Node* cutOff = optional(pairs, u"cut_off"_s)) {
        regime.cutOff = QTime::fromString(yaml::trimmedOf(*cutOff, u"cut_off"_s), u"HH:mm"_s);
        if (!regime.cutOff.isValid()) {
            throw Bad{lineOf(*cutOff), DeadlineText::tr("“cut_off” takes a time of day, as in \"17:30\".")};
        }
    }
    regime.validFrom = dateIn(pairs, u"valid_from"_s);
    regime.validUntil = dateIn(pairs, u"valid_until"_s);
    if (const YAML::Node* disabled = optional(pairs, u"disabled"_s)) {
        regime.isDisabled = yaml::truthOf(*disabled, u"disabled"_s);
    }
    if (pairs.contains(u"reviewed_by"_s)) {
        regime.reviewedBy = textIn(pairs, u"reviewed_by"_s);
    }
    if (pairs.contains(u"review_due"_s)) {
        regime.reviewDue = dateIn(pairs, u"review_due"_s);
    }
    if (const YAML::Node* within = optional(pairs, u"within"_s)) {
        const Shared shared{readingsIn(pairs, u"readings"_s), readingsIn(pairs, u"arguments"_s),
                            textIn(pairs, u"starts"_s)};
        if (within->IsSequence()) {
            for (const auto& one : *within) {
                regime.limits.push_back(limitOf(one, shared));
            }
        } else {
            regime.limits.push_back(limitOf(*within, shared));
        }
    }
    return regime;
}

Question questionOf(const YAML::Node& node)
{
    const auto pairs = yaml::pairsOf(node, {u"id"_s, u"question"_s, u"values"_s}, DeadlineText::tr("A fact"));
    const int line = lineOf(node);
    Question question{yaml::trimmedOf(needed(pairs, u"id"_s, line), u"id"_s),
                      yaml::trimmedOf(needed(pairs, u"question"_s, line), u"question"_s).simplified(),
                      yaml::allTrimmedOf(needed(pairs, u"values"_s, line), u"values"_s)};
    if (question.values.contains("unknown"_L1)) {
        throw Bad{line, DeadlineText::tr("“unknown” is a value of every fact and is not listed.")};
    }
    return question;
}

Pack packOf(const YAML::Node& node, const QByteArray& text, const QString& file)
{
    const auto pairs = yaml::pairsOf(node,
                                     {u"title"_s, u"version"_s, u"source"_s, u"reviewed_by"_s, u"review_due"_s,
                                      u"zone"_s, u"country"_s, u"facts"_s, u"known"_s, u"regimes"_s},
                                     DeadlineText::tr("A pack of regimes"));
    (void)needed(pairs, u"title"_s, 1);
    (void)needed(pairs, u"source"_s, 1);
    constexpr int shownBytes = 6;
    Regime shared;
    shared.pack = QFileInfo(file).completeBaseName();
    shared.version = yaml::trimmedOf(needed(pairs, u"version"_s, 1), u"version"_s) + u' '
        + QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).left(shownBytes).toHex());
    shared.reviewedBy = textIn(pairs, u"reviewed_by"_s);
    shared.reviewDue = dateIn(pairs, u"review_due"_s);
    shared.zone = textIn(pairs, u"zone"_s);
    shared.country = textIn(pairs, u"country"_s);
    Pack found;
    found.about = {.id = shared.pack,
                   .title = textIn(pairs, u"title"_s),
                   .version = shared.version,
                   .sha256 = QCryptographicHash::hash(text, QCryptographicHash::Sha256),
                   .source = textIn(pairs, u"source"_s),
                   .reviewedBy = shared.reviewedBy,
                   .reviewDue = shared.reviewDue,
                   .rules = 0};
    if (const YAML::Node* known = optional(pairs, u"known"_s)) {
        if (!known->IsMap()) {
            throw Bad{lineOf(*known),
                      DeadlineText::tr("“known” takes facts and their values, as in {nis2_entity: yes}.")};
        }
        found.knownLine = lineOf(*known);
        for (const auto& one : *known) {
            found.known.insert_or_assign(yaml::trimmedOf(one.first, u"known"_s),
                                         yaml::trimmedOf(one.second, u"known"_s));
        }
        if (!pairs.contains(u"regimes"_s)) {
            return found; // a file that only says what holds of the organisation
        }
    }
    const YAML::Node& regimes = needed(pairs, u"regimes"_s, 1);
    if (!regimes.IsSequence() || regimes.size() == 0) {
        throw Bad{lineOf(regimes), DeadlineText::tr("“regimes” takes a list of at least one regime.")};
    }
    if (const YAML::Node* facts = optional(pairs, u"facts"_s)) {
        if (!facts->IsSequence()) {
            throw Bad{lineOf(*facts), DeadlineText::tr("“facts” takes a list of facts.")};
        }
        for (const auto& one : *facts) {
            found.questions.push_back(questionOf(one));
        }
    }
    QSet<QString> ids;
    for (const auto& one : regimes) {
        found.regimes.push_back(regimeOf(one, shared));
        const QString& id = found.regimes.back().id;
        if (ids.contains(id)) {
            throw Bad{lineOf(one), DeadlineText::tr("the regime “%1” comes twice.").arg(id)};
        }
        ids.insert(id);
    }
    return found;
}
} // namespace

std::optional<Period> periodOf(const QString& text)
{
    static const QRegularExpression form(u"^(\\d{1,4}) (hour|day|business day|week|month)s?$"_s);
    const auto match = form.match(text.simplified());
    if (!match.hasMatch() || match.captured(1).toInt() == 0) {
        return std::nullopt;
    }
    static const std::map<QString, Unit> units{{u"hour"_s, Unit::Hours},
                                               {u"day"_s, Unit::Days},
                                               {u"business day"_s, Unit::BusinessDays},
                                               {u"week"_s, Unit::Weeks},
                                               {u"month"_s, Unit::Months}};
    return Period{match.captured(1).toInt(), units.at(match.captured(2))};
}

Expected<Pack> readPack(const QString& file)
{
    Pack pack;
    CHECK_OK(yaml::readFile(file, packCode,
                            [&](const YAML::Node& node, const QByteArray& text) { pack = packOf(node, text, file); }));
    return pack;
}

Expected<Regimes> Regimes::load(const QStringList& folders)
{
    const auto files = yaml::filesByName(folders); // an organisation's own replaces ours
    Regimes result;
    std::vector<std::pair<QString, Pack>> own;
    for (const auto& [name, file] : files) {
        TRY(auto pack, readPack(file));
        own.emplace_back(file, Pack{{}, {}, pack.known, pack.knownLine});
        if (!pack.regimes.empty()) {
            pack.about.rules = static_cast<int>(pack.regimes.size());
            result.m_packs.push_back(std::move(pack.about));
        }
        for (Regime& regime : pack.regimes) {
            if (const Regime* other = result.find(regime.id)) {
                return yaml::error(
                    packCode, file, 0,
                    DeadlineText::tr("the regime “%1” stands in the pack “%2” already.").arg(regime.id, other->pack));
            }
            result.m_all.push_back(std::move(regime));
        }
        std::ranges::move(pack.questions, std::back_inserter(result.m_questions));
    }
    std::ranges::sort(result.m_all, {}, &Regime::id);
    for (const auto& [file, pack] : own) {
        for (const auto& [fact, value] : pack.known) {
            if (const auto checked = result.checkFact(fact, value); !checked) {
                return yaml::error(packCode, file, pack.knownLine, checked.error().message);
            }
            result.m_known.insert_or_assign(fact, value);
        }
    }
    for (const Regime& regime : result.m_all) {
        for (const Condition& condition : regime.when) {
            for (const QString& value : condition.values) {
                if (const auto known = result.checkFact(condition.fact, value); !known) {
                    return yaml::error(packCode, files.at(regime.pack), condition.line, known.error().message);
                }
            }
        }
    }
    return result;
}

void Regimes::setReview(const QString& pack, const QString& by, QDate due)
{
    for (LawPack& one : m_packs) {
        if (one.id == pack) {
            one.reviewedBy = by;
            one.reviewDue = due;
        }
    }
    for (Regime& regime : m_all) {
        if (regime.pack == pack) {
            regime.reviewedBy = by;
            regime.reviewDue = due;
        }
    }
}

Expected<void> Regimes::check(const QString& file)
{
    TRY(const auto pack, readPack(file));
    Q_UNUSED(pack)
    return {};
}

} // namespace bulkhead::deadline
