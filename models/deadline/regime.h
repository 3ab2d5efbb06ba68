#pragma once

#include "models/deadline/period.h"

#include <QDate>
#include <QTime>

#include <map>
#include <optional>
#include <vector>

namespace bulkhead::deadline {

/// What is known of an incident, by name: "personal_data" → "yes". A name that is missing is unknown.
using Facts = std::map<QString, QString>;
/// When something happened, by name: "aware", "submitted(initial)" → ms since 1970, UTC.
using Events = std::map<QString, qint64>;

/// One period of a regime.
struct Limit
{
    Period period;
    bool isOfClause = false; ///< the contract gives it: the fact `clause_hours`
    QString from;     ///< the event that starts it, or one derived: "end_of_year(discovered)", "day_before(aware)"
    QString passedBy; ///< falls away where this event happened after its end (DORA RTS Art. 5(2))
    std::vector<Reading> readings;  ///< to plan by, the leading one first
    std::vector<Reading> arguments; ///< longer ones, disputed: kept, never planned by
    bool isOwnTarget = false;       ///< there is no number in the law; this one is a proposal to the organisation
    QString note;
};

/// "72 hours from aware", "as the clause says, from aware".
[[nodiscard]] QString limitText(const Limit& limit);

/// A fact and the values of it under which a regime applies.
struct Condition
{
    QString fact;
    QStringList values;
    int line = 0; ///< in its pack
};

/// A fact that regimes ask for.
struct Question
{
    QString id;         ///< "personal_data"
    QString question;   ///< "Are personal data affected?"
    QStringList values; ///< besides "unknown"; empty: any text
};

enum class RegimeStatus : quint8 {
    InForce,
    NotYet,   ///< its validity begins later
    Expired,  ///< and has ended
    Disabled, ///< a draft, or not encoded well enough to be used
};
[[nodiscard]] QString statusId(RegimeStatus status); ///< "in_force", "not_yet", "expired", "disabled"
[[nodiscard]] QString statusName(RegimeStatus status);

/// One duty to tell somebody something, and by when.
struct Regime
{
    QString id;    ///< "eu.gdpr.33.sa"
    QString title; ///< "Notification to the supervisory authority"
    QString group; ///< regimes of which one follows another, "eu.nis2"
    QString stage; ///< within the group: "initial", "final"
    QString from;  ///< who owes it
    QString to;    ///< to whom
    QString trigger;
    std::vector<Condition> when; ///< all of them
    std::vector<Limit> limits;   ///< the earliest counts; empty: no period ("without undue delay")
    QString hardness;            ///< "where feasible; later with reasons"
    QString late;                ///< what being late asks for
    QStringList content;
    QStringList exemptions;
    QString citation;
    QString note; ///< what is uncertain
    QString zone; ///< of the authority, where there is one only
    QString country;
    QTime cutOff = {};
    QDate validFrom = {};
    QDate validUntil = {}; ///< the last day
    bool isDisabled = false;
    QString reviewedBy; ///< empty: nobody has
    QDate reviewDue = {};
    QString pack;    ///< "eu-gdpr"
    QString version; ///< of the pack, with the beginning of its SHA-256

    [[nodiscard]] RegimeStatus statusAt(QDate day) const;
    /// All events that its limits start from, as they are to be given.
    [[nodiscard]] QStringList events() const;
};

/// Whether a regime applies.
struct Applicability
{
    enum class Answer : quint8 { Applies, Depends, DoesNot };
    Answer answer = Answer::Applies;
    QStringList unknown; ///< facts it depends on
    QString against;     ///< "personal_data is no"
};
[[nodiscard]] Applicability applicability(const Regime& regime, const Facts& facts);

/// One reading of one limit of a regime.
struct Answer
{
    Due due;
    QString limit; ///< "72 hours from aware"
    bool isArgument = false;
    bool isOwnTarget = false;
};

/// When something is due under a regime.
struct Computation
{
    QString startsFrom;               ///< the event of the limit that is planned by
    std::optional<qint64> starts;     ///< when it happened
    std::optional<qint64> due;        ///< by the leading reading of the limit that ends first; none without a period
    std::optional<qint64> target;     ///< to plan by: the earliest of all readings
    std::optional<qint64> outerLimit; ///< the latest that is argued
    std::vector<Answer> answers;      ///< the earliest first
    QStringList waiting;              ///< events that a limit needs and that have not happened
    QStringList notes;                ///< what else one must know: "holidays are known until 2026 only"
    RegimeStatus status = RegimeStatus::InForce; ///< on the day it starts
};

/// Computes all limits whose events are known. `place.zone` is the authority's. Errors: `deadline.event` (none of its
/// events is known), `deadline.clause` (a contract without hours), those of `dueAt`.
[[nodiscard]] Expected<Computation> compute(const Regime& regime, const Events& events, const Facts& facts,
                                            const Place& place, Steps steps = Steps::Said);

/// A file of rules, as somebody may review it.
struct LawPack
{
    QString id; ///< its file name: "eu-gdpr"
    QString title;
    QString version; ///< with the beginning of its SHA-256
    QByteArray sha256 = {};
    QString source;
    QString reviewedBy; ///< empty: nobody has
    QDate reviewDue = {};
    int rules = 0;
};

/// All regimes that are known.
class Regimes
{
public:
    /// Reads the `*.yaml` of each folder in turn; a pack replaces one of the same file name that was read before.
    /// `deadline.regimes` names file, line and reason.
    [[nodiscard]] static Expected<Regimes> load(const QStringList& folders);
    [[nodiscard]] static Expected<void> check(const QString& file);

    [[nodiscard]] const std::vector<Regime>& all() const { return m_all; }
    [[nodiscard]] const std::vector<LawPack>& packs() const { return m_packs; } ///< those with rules, by name
    /// Says of a pack and its rules who has reviewed them.
    void setReview(const QString& pack, const QString& by, QDate due);
    [[nodiscard]] const std::vector<Question>& questions() const { return m_questions; }
    /// What an organisation's own file says holds of all its incidents, such as that it is a NIS2 entity.
    [[nodiscard]] const Facts& known() const { return m_known; }
    /// Refuses a fact that no regime asks for, or a value that its question does not have: `deadline.fact`.
    [[nodiscard]] Expected<void> checkFact(const QString& fact, const QString& value) const;
    [[nodiscard]] const Regime* find(QStringView id) const;
    /// `deadline.regime` where there is none; names those that look alike.
    [[nodiscard]] Expected<Regime> get(const QString& id) const;
    /// What follows the submission of one, such as the final report.
    [[nodiscard]] std::vector<const Regime*> following(const Regime& regime) const;

private:
    std::vector<Regime> m_all;
    std::vector<LawPack> m_packs;
    std::vector<Question> m_questions;
    Facts m_known;
};

} // namespace bulkhead::deadline
