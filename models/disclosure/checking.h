#pragma once

#include "models/breach/inquiry.h"
#include "models/disclosure/claimrules.h"
#include "models/disclosure/factsheet.h"
#include "models/disclosure/markup.h"
#include "models/disclosure/templates.h"

namespace bulkhead::disclosure {

/// Something that a check found in a draft.
struct Finding
{
    QString rule = {};    ///< "claim.no-real-people", "figure", "gap", "element", …
    bool stops = false;   ///< the text cannot be put up for approval with it
    QString section = {}; ///< key; empty: the whole draft
    QString text = {};    ///< the words it is about
    QString reason = {};
    QString needs = {};      ///< what would settle it
    QString suggestion = {}; ///< what to say instead; empty: nothing in particular
    QString source = {};
};

/// Whether a required element is there.
struct ElementState
{
    enum class State : quint8 {
        Present,
        Later, ///< not yet known, will follow: allowed here
        Missing,
        LaterIsNot, ///< "will follow" where nothing may follow
    };
    Element element = {};
    State state = State::Missing;
    QString section = {}; ///< where it is answered; empty: nowhere
    QString answer = {};  ///< as it would leave
};
[[nodiscard]] QString elementStateId(ElementState::State state); ///< "present", "later", "missing", "not-phased"
[[nodiscard]] QString elementStateName(ElementState::State state);

/// What one looked at.
struct Check
{
    std::vector<Finding> findings; ///< those that stop first
    std::vector<ElementState> elements;
    int words = 0;
    QString rules;          ///< version of the rules of claims
    QString reviewedBy;     ///< who has reviewed them, of the text's language; empty: no lawyer has
    double readingEase = 0; ///< Flesch (English) or Amstad (German): 100 very easy, below 30 very hard; 0: no words

    [[nodiscard]] bool isOk() const;
    /// By which rules it was looked at, and who has reviewed them, as a sentence.
    [[nodiscard]] QString provenance() const;
    /// Each required field with its answer, safe for spreadsheets: to fill in an authority's form by copying.
    [[nodiscard]] QByteArray formCsv() const;
};

/// What claims are weighed against.
struct Weight
{
    std::vector<Kept<DisclosureClaim>> claims = {}; ///< of the draft, those that stand
    bool isScanComplete = false;
    bool isMinimumThere = false;
    bool isVerdictSigned = false;
    bool isGeneratorKnown = false;
};

/// A section as a check sees it.
struct CheckedSection
{
    QString key;
    QString heading;
    Text text;
};

/// Holds a text against the rules; pure. `head` null: its template is not installed here, which stops it.
[[nodiscard]] Check checkText(const std::vector<CheckedSection>& sections, const Template* head, const QString& stage,
                              const QString& language, const FactSheet& facts, const ClaimRules& rules,
                              const Weight& weight);

/// A text with its chips filled in and its marks gone, as it leaves. Gaps stay visible in brackets.
[[nodiscard]] Text filledIn(const Text& text, const FactSheet& facts, const QString& language);
/// Words of a line, numbers among them.
[[nodiscard]] int wordCount(const QString& text);
[[nodiscard]] double readingEaseOf(const QString& text, const QString& language);

} // namespace bulkhead::disclosure
