#pragma once

#include "models/breach/finding.h"
#include "models/deadline/lawbook.h"
#include "models/incident/casework.h"

namespace bulkhead::provenance {
struct Standing;
}

namespace bulkhead::breach {

/// What stands of the samples of an incident, summed up.
[[nodiscard]] Samples samplesOf(const std::vector<provenance::Standing>& standings);

/// A question beside what is recorded, and what the incident itself suggests.
struct Entry
{
    const Question* question = nullptr; ///< of the Questions
    QString value = {};                 ///< empty: nobody has said anything
    QString why = {};
    std::vector<Id> evidence = {};
    Id owner = {};
    Id answeredBy = {}; ///< null: it holds of the organisation in all incidents
    qint64 answeredAt = 0;
    QString suggested = {}; ///< an answer that nobody has recorded yet
    QString suggestedWhy = {};
    std::vector<Id> suggestedEvidence = {};

    [[nodiscard]] bool isKnown() const { return !value.isEmpty() && value != QStringLiteral("unknown"); }
};

/// All that is known for the question, at one time.
struct Picture
{
    std::vector<Entry> entries; ///< all questions, in their order
    Samples samples;
    Finding finding;
    std::vector<Kept<BreachRecord>> records; ///< newest first
    /// Whether the newest record says what the answers say now.
    [[nodiscard]] bool isRecordCurrent() const;
    [[nodiscard]] const Entry* find(QStringView id) const;
    [[nodiscard]] Answers answers() const;
};

/// What an answer is recorded with.
struct AnswerWish
{
    QString question = {};
    QString value = {};
    QString why = {};
    std::vector<Id> evidence = {};
    Id owner = {}; ///< who is to find it out, or stands for it
};

/// What a misuse screen comes to.
struct Misuse
{
    QStringList consequences; ///< likely ones, of a yes or an unknown
    QString warning;          ///< a paragraph for customers; empty where nothing has to be said
    QString marking;          ///< the state of marking under AI Act Art. 50(2), in words
    QStringList open;         ///< questions without an answer
};
[[nodiscard]] Misuse misuseOf(const Questions& questions, const Answers& answers);

/// Is it a personal data breach? The questions of an incident, what they come to, and the signed records of it.
class Inquiry
{
public:
    Inquiry(Casework& casework, const deadline::Lawbook& book, const Questions& questions);

    [[nodiscard]] Expected<Picture> picture(const Id& incident) const;
    /// Errors: `breach.question`, `breach.answer`, those of the journal.
    [[nodiscard]] Expected<Id> answer(const Id& incident, const AnswerWish& wish);
    /// Records what the incident suggests, of the questions that nobody has answered; how many.
    [[nodiscard]] Expected<int> takeSuggestions(const Id& incident);
    /// Signs what the answers come to now, as a new record. One that is confirmed also answers "personal_data" with
    /// yes, one that finds data of no person with no, which rules read. `value.empty` without reasoning,
    /// `breach.unchanged` where the newest record says the same, for the same reasons.
    [[nodiscard]] Expected<Id> sign(const Id& incident, const QString& reasoning, const Credential& again);
    [[nodiscard]] bool isSignatureValid(const Kept<BreachRecord>& record) const;
    /// The record that `sign` would sign, in full.
    [[nodiscard]] Expected<QString> document(const Id& incident, const Picture& picture,
                                             const QString& reasoning) const;

private:
    void suggest(const Id& incident, const std::vector<provenance::Standing>& standings, Picture& picture) const;

    Casework& m_casework;
    const deadline::Lawbook& m_book;
    const Questions& m_questions;
};

} // namespace bulkhead::breach
