#include "models/disclosure/claimrules.h"

#include "models/base/digest.h"
#include "models/disclosure/disclosuretext.h"
#include "models/incident/yamlreading.h"

#include <QFileInfo>

#include <algorithm>
#include <array>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
constexpr auto rulesCode = "disclosure.rules"_L1;
constexpr std::array needIds = {"never"_L1, "evidence"_L1, "scan"_L1, "minimum"_L1, "verdict"_L1, "generator"_L1};
constexpr int widestGap = 12;

using WordClasses = std::map<QString, QStringList>;

/// One word of a pattern, as a regular expression: blanks in it stand for themselves.
QString wordPattern(const QString& word)
{
    QString pattern;
    for (const QChar c : word) {
        pattern += c == u'*' ? u"[^ ]*"_s : c == u'#' ? u"[0-9]"_s : QRegularExpression::escape(QString(c));
    }
    return pattern;
}

QString classPattern(const QString& name, const WordClasses& classes, int line)
{
    const auto found = classes.find(name);
    if (found == classes.end()) {
        throw yaml::Bad{line, DisclosureText::tr("there is no class of words <%1>").arg(name)};
    }
    QStringList words;
    for (const QString& word : found->second) {
        words.append(wordPattern(word));
    }
    // The longer first: "not a single" before "not".
    std::ranges::sort(words, std::greater{}, &QString::size);
    return words.join(u'|');
}

/// "<none> .. <people>", see ClaimRules, as a regular expression behind a blank and before one.
QString expressionOf(const QString& pattern, const WordClasses& classes, int gap, int line)
{
    QString expression;
    bool isGap = true;
    for (const QString& item : pattern.split(u' ', Qt::SkipEmptyParts)) {
        if (item == ".."_L1) {
            expression += (isGap ? u"(?:[^ ]+ ){0,%1}"_s : u" (?:[^ ]+ ){0,%1}"_s).arg(gap);
            isGap = true;
            continue;
        }
        QStringList alternatives;
        for (const QString& one : item.split(u'|', Qt::SkipEmptyParts)) {
            const bool isClass = one.startsWith(u'<') && one.endsWith(u'>');
            alternatives.append(isClass ? classPattern(one.sliced(1, one.size() - 2), classes, line)
                                        : wordPattern(QString(one).replace(u'_', u' ')));
        }
        expression += (isGap ? QString() : u" "_s) + "(?:"_L1 + alternatives.join(u'|') + u')';
        isGap = false;
    }
    return expression;
}

/// Any of some patterns. One expression where that is not too large: it is tried once behind each blank, not over and
/// over.
std::vector<QRegularExpression> compiled(const QStringList& patterns, const WordClasses& classes, int gap, int line)
{
    QStringList expressions;
    for (const QString& pattern : patterns) {
        expressions.append(expressionOf(pattern, classes, gap, line));
    }
    const auto between = [](const QString& expression) {
        return QRegularExpression(u"(?<= )(?:%1)(?= )"_s.arg(expression));
    };
    if (QRegularExpression all = between(expressions.join(u'|')); !patterns.isEmpty() && all.isValid()) {
        return {std::move(all)};
    }
    std::vector<QRegularExpression> result;
    for (qsizetype i = 0; i < patterns.size(); ++i) {
        result.push_back(between(expressions.at(i)));
        if (!result.back().isValid()) {
            throw yaml::Bad{line, DisclosureText::tr("the pattern \"%1\" cannot be read").arg(patterns.at(i))};
        }
    }
    return result;
}

struct RuleFile
{
    QString language;
    QString version;
    QString reviewedBy;
    std::vector<ClaimRule> rules;
    std::vector<QRegularExpression> plainFigures;
    QRegularExpression contrast;
    Bytes hash;
};

Need needOf(const YAML::Node& node)
{
    const QString text = yaml::trimmedOf(node, u"needs"_s);
    const auto found = std::ranges::find(needIds, text);
    if (found == needIds.end()) {
        throw yaml::Bad{yaml::lineOf(node), DisclosureText::tr("\"%1\" is none of the needs").arg(text)};
    }
    return static_cast<Need>(found - needIds.begin());
}

ClaimRule ruleOf(const YAML::Node& node, const WordClasses& classes, const QString& language, int fallbackGap)
{
    const int line = yaml::lineOf(node);
    const auto pairs = yaml::pairsOf(
        node,
        {u"id"_s, u"needs"_s, u"reason"_s, u"say"_s, u"source"_s, u"patterns"_s, u"unless"_s, u"gap"_s, u"alone"_s},
        u"rule"_s);
    ClaimRule rule;
    rule.language = language;
    rule.id = yaml::trimmedOf(yaml::needed(pairs, u"id"_s, line), u"id"_s);
    rule.need = needOf(yaml::needed(pairs, u"needs"_s, line));
    rule.reason = yaml::trimmedOf(yaml::needed(pairs, u"reason"_s, line), u"reason"_s);
    rule.suggestion = yaml::trimmedOf(yaml::needed(pairs, u"say"_s, line), u"say"_s);
    if (const auto* source = yaml::optional(pairs, u"source"_s)) {
        rule.source = yaml::trimmedOf(*source, u"source"_s);
    }
    if (const auto* alone = yaml::optional(pairs, u"alone"_s)) {
        rule.isAlone = yaml::truthOf(*alone, u"alone"_s);
    }
    int gap = fallbackGap;
    if (const auto* wide = yaml::optional(pairs, u"gap"_s)) {
        gap = std::clamp(yaml::numberOf(*wide, u"gap"_s), 0, widestGap);
    }
    const auto compileAll = [&](const YAML::Node& list, const QString& key) {
        return compiled(yaml::allTrimmedOf(list, key), classes, gap, yaml::lineOf(list));
    };
    rule.patterns = compileAll(yaml::needed(pairs, u"patterns"_s, line), u"patterns"_s);
    if (const auto* unless = yaml::optional(pairs, u"unless"_s)) {
        rule.unless = compileAll(*unless, u"unless"_s);
    }
    return rule;
}

Expected<RuleFile> readRules(const QString& file)
{
    RuleFile result;
    CHECK_OK(yaml::readFile(file, rulesCode, [&](const YAML::Node& root, const QByteArray& content) {
        constexpr int usualGap = 4;
        const auto pairs = yaml::pairsOf(root,
                                         {u"language"_s, u"version"_s, u"source"_s, u"reviewed_by"_s, u"review_due"_s,
                                          u"words"_s, u"gap"_s, u"unless"_s, u"rules"_s, u"plain_figures"_s,
                                          u"contrast"_s},
                                         u"file"_s);
        result.hash = sha256(content);
        result.language = yaml::trimmedOf(yaml::needed(pairs, u"language"_s, 1), u"language"_s);
        result.version = yaml::trimmedOf(yaml::needed(pairs, u"version"_s, 1), u"version"_s);
        if (const auto* reviewed = yaml::optional(pairs, u"reviewed_by"_s)) {
            result.reviewedBy = yaml::trimmedOf(*reviewed, u"reviewed_by"_s);
        }
        WordClasses classes;
        const YAML::Node& words = yaml::needed(pairs, u"words"_s, 1);
        for (const auto& one : words) {
            const QString name = QString::fromStdString(one.first.as<std::string>());
            classes.emplace(name, yaml::allTrimmedOf(one.second, name));
        }
        int gap = usualGap;
        if (const auto* wide = yaml::optional(pairs, u"gap"_s)) {
            gap = std::clamp(yaml::numberOf(*wide, u"gap"_s), 0, widestGap);
        }
        for (const YAML::Node& node : yaml::needed(pairs, u"rules"_s, 1)) {
            result.rules.push_back(ruleOf(node, classes, result.language, gap));
        }
        // What is said with doubt breaks none of them.
        if (const auto* unless = yaml::optional(pairs, u"unless"_s)) {
            constexpr int nearby = 4;
            const auto doubts = compiled(yaml::allTrimmedOf(*unless, u"unless"_s), classes, nearby,
                                         yaml::lineOf(*unless));
            for (ClaimRule& rule : result.rules) {
                std::ranges::copy(doubts, std::back_inserter(rule.unless));
            }
        }
        if (const auto* contrast = yaml::optional(pairs, u"contrast"_s)) {
            QStringList conjunctions;
            std::ranges::transform(yaml::allTrimmedOf(*contrast, u"contrast"_s), std::back_inserter(conjunctions),
                                   wordPattern);
            result.contrast.setPattern(u".* (?:%1)(?= )"_s.arg(conjunctions.join(u'|')));
        }
        if (const auto* figures = yaml::optional(pairs, u"plain_figures"_s)) {
            for (const QString& one : yaml::allTrimmedOf(*figures, u"plain_figures"_s)) {
                QRegularExpression expression(
                    one, QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
                if (!expression.isValid()) {
                    throw yaml::Bad{yaml::lineOf(*figures),
                                    DisclosureText::tr("the pattern \"%1\" cannot be read").arg(one)};
                }
                result.plainFigures.push_back(std::move(expression));
            }
        }
    }));
    return result;
}
} // namespace

QString needId(Need need)
{
    return needIds.at(static_cast<std::size_t>(need));
}

QString needName(Need need)
{
    switch (need) {
    case Need::Never:
        return DisclosureText::tr("Nothing carries this: say it differently.");
    case Need::Evidence:
        return DisclosureText::tr("Bind the sentence to the evidence that carries it.");
    case Need::Scan:
        return DisclosureText::tr(
            "Bind the sentence to evidence, and record that the scan ran over all that leaked (Breach room).");
    case Need::Minimum:
        return DisclosureText::tr("Bind the sentence to evidence, and have the whole minimum: complete scan, result of "
                                  "an attack, independent reviewer, scope (Breach room).");
    case Need::Verdict:
        return DisclosureText::tr("Bind the sentence to evidence, and have the record of the breach question signed "
                                  "that finds data of no person.");
    case Need::Generator:
        return DisclosureText::tr("Bind the sentence to evidence, and record what generated the data (Breach room).");
    }
    return {};
}

Expected<ClaimRules> ClaimRules::load(const QStringList& folders)
{
    ClaimRules rules;
    Bytes hashes;
    QStringList versions;
    for (const auto& [name, path] : yaml::filesByName(folders)) {
        if (!name.startsWith("claims"_L1)) {
            continue;
        }
        TRY(auto file, readRules(path));
        if (!file.contrast.pattern().isEmpty()) {
            rules.m_contrasts.insert_or_assign(file.language, file.contrast);
        }
        std::ranges::move(file.rules, std::back_inserter(rules.m_rules));
        std::ranges::move(file.plainFigures, std::back_inserter(rules.m_plainFigures));
        hashes += file.hash;
        versions.append(file.version);
        rules.m_reviewers[file.language].append(file.reviewedBy);
    }
    if (rules.m_rules.empty()) {
        return failure(rulesCode, DisclosureText::tr("No rules of claims are installed: nothing can be checked."));
    }
    constexpr qsizetype shown = 12;
    versions.removeDuplicates();
    rules.m_version = versions.join(u'+') + u' ' + QString::fromLatin1(QByteArray(sha256(hashes)).toHex().left(shown));
    return rules;
}

QString ClaimRules::reviewedBy(const QString& language) const
{
    const auto found = m_reviewers.find(language);
    QStringList names = found == m_reviewers.end() || found->second.contains(QString()) ? QStringList() : found->second;
    names.removeDuplicates();
    return names.join(", "_L1);
}

Expected<void> ClaimRules::check(const QString& file)
{
    if (!QFileInfo(file).fileName().startsWith("claims"_L1)) {
        return {};
    }
    if (auto read = readRules(file); !read) {
        return std::unexpected(std::move(read).error());
    }
    return {};
}

std::vector<const ClaimRule*> ClaimRules::brokenBy(const QString& sentence, const QString& language,
                                                   const QString& own) const
{
    std::vector<const ClaimRule*> broken = brokenIn(normalisedSentence(sentence), language, false);
    if (!broken.empty()) {
        return broken;
    }
    QString bare = own.isEmpty() ? sentence : own;
    if (std::ranges::any_of(bare, [](QChar c) { return c.isDigit(); })) {
        // That a figure bounds a sentence is not to be said of the number of an article.
        for (const QRegularExpression& plain : m_plainFigures) {
            bare.replace(plain, u" "_s);
        }
    }
    return brokenIn(normalisedSentence(bare), language, true);
}

std::vector<const ClaimRule*> ClaimRules::brokenIn(const QString& text, const QString& language, bool areAlone) const
{
    QString rest;
    if (const auto contrast = m_contrasts.find(language); contrast != m_contrasts.end()) {
        if (const auto found = contrast->second.match(text); found.hasMatch()) {
            rest = text.sliced(found.capturedEnd());
        }
    }
    std::vector<const ClaimRule*> broken;
    for (const ClaimRule& rule : m_rules) {
        const auto claims = [&rule](const QString& words) {
            const auto hits = [&words](const QRegularExpression& one) { return one.match(words).hasMatch(); };
            return std::ranges::any_of(rule.patterns, hits) && std::ranges::none_of(rule.unless, hits);
        };
        if (rule.language == language && rule.isAlone == areAlone
            && (claims(text) || (!rest.isEmpty() && claims(rest)))) {
            broken.push_back(&rule);
        }
    }
    return broken;
}

QStringList sentencesOf(const QString& line)
{
    // A full stop after an abbreviation or a number ends nothing.
    static const QRegularExpression end(uR"((?<=[.!?…])["”“’)]*\s+(?=["“„(]*[\p{Lu}\p{N}{\[]))"_s,
                                        QRegularExpression::UseUnicodePropertiesOption);
    static const QRegularExpression abbreviation(
        uR"((?:\b(?:Art|Nr|Abs|lit|ca|bzw|vgl|Mr|Mrs|Ms|Dr|e\.g|i\.e|z\.\s?B|d\.\s?h|u\.\s?a|St|approx|\p{L})|\b\d{1,3})\.$)"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    // "No." says nothing without what was asked.
    static const QRegularExpression bareAnswer(uR"(^(?:[^\s]+(?:\s[^\s]+)?[.!]$|(?:No|Nein|Yes|Ja)\b))"_s);
    QStringList sentences;
    QString pending;
    qsizetype from = 0;
    const auto add = [&sentences](const QString& sentence) {
        if (sentence.isEmpty()) {
            return;
        }
        if (!sentences.isEmpty() && sentences.last().endsWith(u'?') && bareAnswer.match(sentence).hasMatch()) {
            sentences.last() += u' ' + sentence;
        } else {
            sentences.append(sentence);
        }
    };
    const auto take = [&](qsizetype to) {
        pending += line.sliced(from, to - from);
        const bool isNumber = to < line.size() && line.at(to).isDigit() && pending.trimmed().endsWith("No."_L1);
        if (!isNumber && !abbreviation.match(pending.trimmed()).hasMatch()) {
            add(pending.trimmed());
            pending.clear();
        }
        from = to;
    };
    for (auto it = end.globalMatch(line); it.hasNext();) {
        take(it.next().capturedEnd());
    }
    take(line.size());
    add(pending.trimmed());
    return sentences;
}

QString normalisedSentence(const QString& sentence)
{
    QString result = u" "_s;
    bool wasBlank = true;
    for (const QChar c : sentence.normalized(QString::NormalizationForm_KC).toLower()) {
        if (c == u'\'' || c == u'’' || c == QChar(0xad)) {
            continue; // isn't → isnt
        }
        if (c.isLetterOrNumber() || c.isMark() || c.isSurrogate()) {
            result += c;
            wasBlank = false;
        } else if (c == u'%' || c == u'?') {
            result += wasBlank ? QString(c) + u' ' : u' ' + QString(c) + u' ';
            wasBlank = true;
        } else if (!wasBlank) {
            result += u' ';
            wasBlank = true;
        }
    }
    return wasBlank ? result : result + u' ';
}

} // namespace bulkhead::disclosure
