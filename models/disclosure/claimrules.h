#pragma once

#include "models/base/error.h"

#include <QRegularExpression>
#include <QStringList>

#include <map>
#include <vector>

namespace bulkhead::disclosure {

/// What a claim has to be carried by. `Never`: nothing carries it.
enum class Need : quint8 {
    Never,
    Evidence,  ///< the sentence is bound to evidence
    Scan,      ///< and the scan ran over everything that leaked
    Minimum,   ///< and the whole minimum for "contains no personal data" is there
    Verdict,   ///< and counsel has signed the record of the breach question with that conclusion
    Generator, ///< and it is documented what generated the data
};
[[nodiscard]] QString needId(Need need); ///< "never", "evidence", …
[[nodiscard]] QString needName(Need need);

/// Words that a text may not say without evidence, and what to say instead.
struct ClaimRule
{
    QString id;
    QString language;
    Need need = Need::Evidence;
    QString reason;
    QString suggestion;
    QString source;
    bool isAlone = false; ///< looked at only where no other rule is broken: others say more exactly what is wrong
    std::vector<QRegularExpression> patterns; ///< over `normalisedSentence`; one of them is enough
    std::vector<QRegularExpression> unless;
};

/// The rules of claims, from `disclosure/claims*.yaml`. A pattern is a row of words: `<class>` any word of a class,
/// `word*` a beginning, `*word` an end, `#` a digit, `..` up to `gap` words, `a|b` one of them.
class ClaimRules
{
public:
    /// A later folder's file replaces its namesake. `disclosure.rules` names file, line and reason.
    [[nodiscard]] static Expected<ClaimRules> load(const QStringList& folders);
    [[nodiscard]] static Expected<void> check(const QString& file);

    /// Those that a sentence breaks, in their order. What follows its last "but" is also judged alone: doubt that was
    /// said before covers the claim before, not the one after.
    /// `own`: the part of the sentence that is not a template's, for the rules that stand alone; empty: all of it.
    [[nodiscard]] std::vector<const ClaimRule*> brokenBy(const QString& sentence, const QString& language,
                                                         const QString& own = {}) const;
    [[nodiscard]] const std::vector<ClaimRule>& all() const { return m_rules; }
    [[nodiscard]] const QString& version() const { return m_version; } ///< with the digest of all files
    /// Which lawyers have reviewed the rules of a language; empty where somebody has yet to.
    [[nodiscard]] QString reviewedBy(const QString& language) const;
    /// Figures that need no fact: citations, times of day in words, names of forms.
    [[nodiscard]] const std::vector<QRegularExpression>& plainFigures() const { return m_plainFigures; }

private:
    [[nodiscard]] std::vector<const ClaimRule*> brokenIn(const QString& text, const QString& language,
                                                         bool areAlone) const;

    std::vector<ClaimRule> m_rules;
    std::vector<QRegularExpression> m_plainFigures;
    std::map<QString, QRegularExpression> m_contrasts; ///< by language: up to the last "but"
    QString m_version;
    std::map<QString, QStringList> m_reviewers; ///< of each file, by language
};

/// The sentences of a line of text, trimmed. A "no" or "yes", and any answer of one or two words, stays with its
/// question.
[[nodiscard]] QStringList sentencesOf(const QString& line);
/// Lower case, compatibility characters folded, punctuation gone but for per cent signs and question marks, single
/// blanks, one at both ends: what patterns are held against, and by which a bound sentence is found again.
[[nodiscard]] QString normalisedSentence(const QString& sentence);

} // namespace bulkhead::disclosure
