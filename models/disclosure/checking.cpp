#include "models/disclosure/checking.h"

#include "models/base/csv.h"
#include "models/disclosure/disclosuretext.h"

#include <QRegularExpression>

#include <algorithm>
#include <map>
#include <ranges>
#include <set>
#include <unordered_map>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
/// What stands behind the mark of an element until the next one.
struct Answer
{
    QString section;
    QString text; ///< as it would leave
    bool hasWords = false;
    bool hasGap = false;
    bool hasLater = false;
    bool hasUnknown = false; ///< a fact that nobody knows yet
    bool hasKnown = false;
};

bool hasContent(const QString& text)
{
    return std::ranges::any_of(text, [](QChar c) { return c.isLetterOrNumber(); });
}

QString withChipsAs(const QString& words, const QString& text)
{
    static const QRegularExpression chip(uR"(\{[a-z0-9_.]+\})"_s);
    QString result = text;
    return result.replace(chip, words);
}

/// The sentences between the gaps of a template's line, normalised; a fact counts as a figure.
std::vector<QStringList> partsAroundGaps(const Spans& spans)
{
    std::vector<Spans> parts(1);
    for (const Span& span : spans) {
        if (span.kind == Span::Kind::Ask) {
            parts.emplace_back();
        } else {
            parts.back().push_back(span);
        }
    }
    std::vector<QStringList> result;
    for (const Spans& part : parts) {
        QStringList& sentences = result.emplace_back(sentencesOf(plainText(part)));
        for (QString& sentence : sentences) {
            sentence = normalisedSentence(withChipsAs(u" 0 "_s, sentence));
        }
    }
    return result;
}

class Checker
{
public:
    Checker(const Template* head, const QString& stage, const QString& language, const FactSheet& facts,
            const ClaimRules& rules, const Weight& weight)
        : m_head(head)
        , m_stage(stage)
        , m_language(language)
        , m_facts(facts)
        , m_rules(rules)
        , m_weight(weight)
    {
        for (const Kept<DisclosureClaim>& one : weight.claims) {
            if (!one.value.isWithdrawn && !one.value.evidence.empty()) {
                m_bound.insert(normalisedSentence(one.value.sentence));
            }
        }
        rememberTemplate();
    }

    Check run(const std::vector<CheckedSection>& sections)
    {
        QString all;
        for (const CheckedSection& section : sections) {
            m_answer = nullptr;
            lookAtSentence(section, section.heading);
            for (const Block& block : section.text.blocks) {
                look(section, block);
                all += plainText(filledIn({{block}}, m_facts, m_language)) + u'\n';
            }
        }
        m_check.words = wordCount(all);
        m_check.rules = m_rules.version();
        m_check.reviewedBy = m_rules.reviewedBy(m_language);
        m_check.readingEase = readingEaseOf(all, m_language);
        lookAtTemplate();
        std::ranges::stable_sort(m_check.findings, std::greater{}, &Finding::stops);
        return std::move(m_check);
    }

private:
    /// What stands before and behind a gap, which may be filled with a sentence or a word, is remembered as such.
    void remember(const Spans& spans)
    {
        const std::vector<QStringList> parts = partsAroundGaps(spans);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            m_given.insert(parts[i].begin(), parts[i].end());
            if (i > 0 && !parts[i].isEmpty()) {
                m_behindGaps.insert(parts[i].first());
            }
            if (i + 1 < parts.size() && !parts[i].isEmpty()) {
                m_beforeGaps.insert(parts[i].last());
            }
        }
    }

    void rememberTemplate()
    {
        for (const TemplateSection& section : m_head ? m_head->sections : std::vector<TemplateSection>()) {
            const auto text = readMarkup(section.text);
            for (const Block& block : text ? text->blocks : std::vector<Block>()) {
                remember(block.spans);
                std::ranges::for_each(block.cells, [this](const Spans& cell) { remember(cell); });
            }
        }
    }

    void add(Finding finding) { m_check.findings.push_back(std::move(finding)); }

    void look(const CheckedSection& section, const Block& block)
    {
        if (block.kind == Block::Kind::Heading) {
            m_answer = nullptr;
        }
        const auto lookAt = [&](const Spans& spans) {
            for (const Span& span : spans) {
                lookAtSpan(section, span);
            }
            if (m_answer) {
                const QString said = plainText(filledIn({{{.spans = spans}}}, m_facts, m_language));
                m_answer->text += m_answer->text.isEmpty() ? said : u'\n' + said;
            }
            // What a gap asks for is no sentence of the text.
            Spans written = spans;
            std::erase_if(written, [](const Span& span) { return span.kind == Span::Kind::Ask; });
            for (const QString& sentence : sentencesOf(plainText(written))) {
                lookAtSentence(section, sentence);
            }
        };
        if (block.kind == Block::Kind::Row) {
            m_answer = nullptr;
            std::ranges::for_each(block.cells, lookAt);
            m_answer = nullptr; // the next row is another thing
        } else {
            lookAt(block.spans);
        }
    }

    void lookAtSpan(const CheckedSection& section, const Span& span)
    {
        switch (span.kind) {
        case Span::Kind::Element:
            m_answer = &m_answers[span.text];
            m_answerId = span.text;
            m_answer->section = section.key;
            return;
        case Span::Kind::Ask:
            add({.rule = u"gap"_s,
                 .stops = true,
                 .section = section.key,
                 .text = span.text,
                 .reason = DisclosureText::tr("Here something has still to be written."),
                 .needs = DisclosureText::tr("Write it, or mark it as “will follow” where that is allowed.")});
            if (m_answer) {
                m_answer->hasGap = true;
            }
            return;
        case Span::Kind::Later:
            if (m_answer) {
                m_answer->hasLater = true;
            }
            return;
        case Span::Kind::Chip:
            lookAtChip(section, span.text);
            return;
        case Span::Kind::Text:
            if (m_answer && !span.isBold && hasContent(span.text)) {
                m_answer->hasWords = true;
            }
            return;
        }
    }

    void lookAtChip(const CheckedSection& section, const QString& name)
    {
        const FactValue* value = m_facts.find(name);
        if (!value) {
            add({.rule = u"fact"_s,
                 .stops = true,
                 .section = section.key,
                 .text = name,
                 .reason = DisclosureText::tr("There is no fact of this name."),
                 .needs = DisclosureText::tr("Choose one of the list.")});
            return;
        }
        if (m_answer) {
            (value->isKnown ? m_answer->hasKnown : m_answer->hasUnknown) = true;
        }
        if (!value->isKnown) {
            // Where it may follow later, "not yet known" is an answer; anywhere else it is a hole in a sentence.
            const Element* element = m_head ? m_head->element(m_answerId) : nullptr;
            add({.rule = u"fact-unknown"_s,
                 .stops = !m_answer || !element || !element->isPhased,
                 .section = section.key,
                 .text = FactSheet::labelOf(name),
                 .reason = DisclosureText::tr("Nobody has recorded this yet: the text says “%1”.").arg(value->text),
                 .needs = DisclosureText::tr("Record it (%1), and the text follows; or say it in words.")
                              .arg(FactSheet::placeOf(name))});
            return;
        }
        // What somebody wrote elsewhere and a chip brings in is said here too.
        for (const QString& sentence : sentencesOf(value->text)) {
            lookForClaims(section, sentence, sentence, Said::Elsewhere);
        }
    }

    void lookAtSentence(const CheckedSection& section, const QString& sentence)
    {
        // A fact is a bound, as a figure is.
        const QString words = withChipsAs(u" 0 "_s, sentence);
        const QString own = ownPart(normalisedSentence(words));
        lookForClaims(section, sentence, words, hasContent(own) ? Said::Here : Said::Elsewhere, own);
        if (!isBound(sentence)) {
            lookForFigures(section, sentence, withChipsAs(u" "_s, sentence));
        }
    }

    /// A sentence without what the template says before and behind a gap: a form's question is not its answer.
    [[nodiscard]] QString ownPart(QString words) const
    {
        if (m_given.contains(words)) {
            return {};
        }
        for (const QString& question : m_beforeGaps) {
            if (words.startsWith(question)) {
                words = words.sliced(question.size() - 1);
                break;
            }
        }
        for (const QString& rest : m_behindGaps) {
            if (words.endsWith(rest)) {
                words.chop(rest.size() - 1);
                break;
            }
        }
        return words;
    }

    enum class Said : quint8 { Here, Elsewhere }; ///< elsewhere: in the template, or where a fact was recorded

    void lookForClaims(const CheckedSection& section, const QString& sentence, const QString& words, Said said,
                       const QString& own = {})
    {
        // Facts say the same wherever they stand.
        const QString key = own + u'\n' + words;
        auto found = m_broken.find(key);
        if (found == m_broken.end()) {
            found = m_broken.emplace(key, m_rules.brokenBy(words, m_language, own)).first;
        }
        const auto& broken = found->second;
        if (broken.empty()) {
            return;
        }
        const bool hasEvidence = isBound(sentence);
        for (const ClaimRule* rule : broken) {
            if (said == Said::Elsewhere && rule->isAlone) { // it was weighed there
                continue;
            }
            if (!hasEvidence || !isCarried(rule->need)) {
                add({.rule = "claim."_L1 + rule->id,
                     .stops = true,
                     .section = section.key,
                     .text = sentence,
                     .reason = rule->reason,
                     .needs = needName(rule->need),
                     .suggestion = rule->suggestion,
                     .source = rule->source});
            }
        }
    }

    [[nodiscard]] bool isBound(const QString& sentence) const
    {
        return !m_bound.empty() && m_bound.contains(normalisedSentence(sentence));
    }

    [[nodiscard]] bool isCarried(Need need) const
    {
        switch (need) {
        case Need::Never:
            return false;
        case Need::Evidence:
            return true;
        case Need::Scan:
            return m_weight.isScanComplete;
        case Need::Minimum:
            return m_weight.isMinimumThere;
        case Need::Verdict:
            return m_weight.isVerdictSigned;
        case Need::Generator:
            return m_weight.isGeneratorKnown;
        }
        return false;
    }

    void lookForFigures(const CheckedSection& section, const QString& sentence, QString words)
    {
        if (std::ranges::none_of(words, [](QChar c) { return c.isDigit() || c.isSurrogate(); })) {
            return;
        }
        for (const QRegularExpression& plain : m_rules.plainFigures()) {
            words.replace(plain, u" "_s);
        }
        static const QRegularExpression figure(uR"((?<![\p{L}\p{N}_])\d[\d.,:\x{202f}\x{a0} ]*(?:%|‰)?)"_s,
                                               QRegularExpression::UseUnicodePropertiesOption);
        if (const auto match = figure.match(words); match.hasMatch()) {
            add({.rule = u"figure"_s,
                 .section = section.key,
                 .text = sentence,
                 .reason = DisclosureText::tr("The figure “%1” is bound to nothing: it will not change when the facts "
                                              "do, and nobody can see where it comes from.")
                               .arg(match.captured().trimmed()),
                 .needs = DisclosureText::tr("Put a fact in its place (@), or bind the sentence to evidence.")});
        }
    }

    void lookAtTemplate()
    {
        if (!m_head) {
            add({.rule = u"template"_s,
                 .stops = true,
                 .reason = DisclosureText::tr("The template of this draft is not installed here: what has to be in it "
                                              "cannot be checked."),
                 .needs = DisclosureText::tr("Install it, or begin a new draft.")});
            return;
        }
        for (const Element& element : m_head->elements) {
            if (!Template::holds(element.stages, m_stage)) {
                continue;
            }
            const auto found = m_answers.find(element.id);
            ElementState state{.element = element};
            if (found != m_answers.end()) {
                state.section = found->second.section;
                state.state = stateOf(found->second, element);
                state.answer = found->second.text.trimmed();
            }
            if (state.state == ElementState::State::Missing || state.state == ElementState::State::LaterIsNot) {
                add({.rule = u"element"_s,
                     .stops = true,
                     .section = state.section,
                     .text = element.title,
                     .reason = state.state == ElementState::State::Missing
                         ? DisclosureText::tr("This has to be in the text and is not.")
                         : DisclosureText::tr("This may not follow later."),
                     .needs = element.isPhased ? DisclosureText::tr("Answer it, or mark it as “will follow”.")
                                               : DisclosureText::tr("Answer it."),
                     .source = element.cite});
            }
            m_check.elements.push_back(std::move(state));
        }
        if (m_head->mostWords > 0 && m_check.words > m_head->mostWords) {
            add({.rule = u"length"_s,
                 .stops = true,
                 .reason = DisclosureText::tr("The text has %1 words; at most %2 are wanted.")
                               .arg(m_check.words)
                               .arg(m_head->mostWords),
                 .needs = DisclosureText::tr("Make it shorter."),
                 .source = m_head->source});
        }
    }

    static ElementState::State stateOf(const Answer& answer, const Element& element)
    {
        using enum ElementState::State;
        if (answer.hasGap) {
            return Missing;
        }
        if (answer.hasLater || (answer.hasUnknown && !answer.hasWords && !answer.hasKnown)) {
            return element.isPhased ? Later : answer.hasLater ? LaterIsNot : Missing;
        }
        return answer.hasWords || answer.hasKnown ? Present : Missing;
    }

    const Template* m_head;
    const QString& m_stage;
    const QString& m_language;
    const FactSheet& m_facts;
    const ClaimRules& m_rules;
    const Weight& m_weight;
    std::set<QString> m_bound; ///< sentences with evidence, normalised
    std::set<QString> m_given; ///< sentences of the template, normalised
    std::set<QString> m_beforeGaps;
    std::set<QString> m_behindGaps;
    std::unordered_map<QString, std::vector<const ClaimRule*>> m_broken; ///< by words
    std::map<QString, Answer> m_answers;
    Answer* m_answer = nullptr;
    QString m_answerId;
    Check m_check;
};
} // namespace

QString elementStateId(ElementState::State state)
{
    switch (state) {
    case ElementState::State::Present:
        return u"present"_s;
    case ElementState::State::Later:
        return u"later"_s;
    case ElementState::State::Missing:
        return u"missing"_s;
    case ElementState::State::LaterIsNot:
        return u"not-phased"_s;
    }
    return {};
}

QString elementStateName(ElementState::State state)
{
    switch (state) {
    case ElementState::State::Present:
        return DisclosureText::tr("Present");
    case ElementState::State::Later:
        return DisclosureText::tr("Will follow");
    case ElementState::State::Missing:
        return DisclosureText::tr("Missing");
    case ElementState::State::LaterIsNot:
        return DisclosureText::tr("May not follow later");
    }
    return {};
}

QByteArray Check::formCsv() const
{
    QByteArray csv = csvLine({u"field"_s, u"title"_s, u"state"_s, u"answer"_s, u"source"_s});
    for (const ElementState& one : elements) {
        csv += csvLine({one.element.id, one.element.title, elementStateId(one.state), one.answer, one.element.cite});
    }
    return csv;
}

bool Check::isOk() const
{
    return std::ranges::none_of(findings, &Finding::stops);
}

QString Check::provenance() const
{
    return reviewedBy.isEmpty()
        ? DisclosureText::tr("Rules of claims %1, unreviewed: no lawyer has looked at them.").arg(rules)
        : DisclosureText::tr("Rules of claims %1, reviewed by %2.").arg(rules, reviewedBy);
}

Check checkText(const std::vector<CheckedSection>& sections, const Template* head, const QString& stage,
                const QString& language, const FactSheet& facts, const ClaimRules& rules, const Weight& weight)
{
    return Checker(head, stage, language, facts, rules, weight).run(sections);
}

Text filledIn(const Text& text, const FactSheet& facts, const QString& language)
{
    const bool isGerman = language == "de"_L1;
    const auto fill = [&](const Spans& spans) {
        Spans result;
        for (const Span& span : spans) {
            Span filled = span;
            filled.kind = Span::Kind::Text;
            switch (span.kind) {
            case Span::Kind::Text:
                break;
            case Span::Kind::Chip: {
                const FactValue* value = facts.find(span.text);
                filled.text = value ? value->text : u"[%1]"_s.arg(span.text);
                break;
            }
            case Span::Kind::Element:
                continue;
            case Span::Kind::Ask:
                filled.text = u"[%1]"_s.arg(span.text);
                break;
            case Span::Kind::Later:
                filled.text = isGerman ? u"Noch nicht bekannt, wird nachgereicht"_s : u"Not yet known; will follow"_s;
                filled.text += span.text.isEmpty() ? u"."_s : u" (%1)."_s.arg(span.text);
                break;
            }
            // Neighbours that look alike are one.
            if (!result.empty() && result.back().isBold == filled.isBold && result.back().isItalic == filled.isItalic
                && result.back().link == filled.link) {
                result.back().text += filled.text;
            } else {
                result.push_back(std::move(filled));
            }
        }
        // Where a mark stood first, its blank is left over.
        if (!result.empty()) {
            QString& first = result.front().text;
            while (first.startsWith(u' ')) {
                first.remove(0, 1);
            }
            if (first.isEmpty()) {
                result.erase(result.begin());
            }
        }
        return result;
    };
    Text result = text;
    for (Block& block : result.blocks) {
        block.spans = fill(block.spans);
        for (Spans& cell : block.cells) {
            cell = fill(cell);
        }
    }
    return result;
}

int wordCount(const QString& text)
{
    // As word processors count: what stands between blanks and has a letter or a digit, "06:05" and an address too.
    int count = 0;
    bool isCounted = false;
    for (const QChar c : text) {
        const bool begins = !isCounted && c.isLetterOrNumber();
        count += begins ? 1 : 0;
        isCounted = !c.isSpace() && (isCounted || begins);
    }
    return count;
}

double readingEaseOf(const QString& text, const QString& language)
{
    // Flesch 1948; for German Amstad 1978. Syllables are counted as runs of vowels, a silent e at an English word's end
    // taken off: near enough for advice.
    constexpr double flesch = 206.835, fleschSentence = 1.015, fleschSyllable = 84.6;
    constexpr double amstad = 180.0, amstadSyllable = 58.5;
    constexpr double easiest = 100.0;
    const bool isGerman = language == "de"_L1;
    const QString vowels = isGerman ? u"aeiouyäöü"_s : u"aeiouy"_s;
    int words = 0, syllables = 0, sentences = 0;
    for (const QString& line : text.split(u'\n', Qt::SkipEmptyParts)) {
        sentences += static_cast<int>(sentencesOf(line).size());
        for (const QString& word : line.toLower().split(u' ', Qt::SkipEmptyParts)) {
            int runs = 0;
            bool wasVowel = false;
            for (const QChar c : word) {
                const bool isVowel = vowels.contains(c);
                runs += isVowel && !wasVowel ? 1 : 0;
                wasVowel = isVowel;
            }
            if (!isGerman && runs > 1 && word.endsWith(u'e')) {
                --runs;
            }
            if (hasContent(word)) {
                ++words;
                syllables += std::max(runs, 1);
            }
        }
    }
    if (words == 0 || sentences == 0) {
        return 0;
    }
    const double perSentence = static_cast<double>(words) / sentences;
    const double perWord = static_cast<double>(syllables) / words;
    const double ease = isGerman ? amstad - perSentence - amstadSyllable * perWord
                                 : flesch - fleschSentence * perSentence - fleschSyllable * perWord;
    return std::min(ease, easiest);
}

} // namespace bulkhead::disclosure
