#pragma once

#include "models/incident/entries.h"
#include "models/incident/playbook.h"
#include "models/incident/tables.h"
#include "models/journal/journal.h"

#include <map>
#include <memory>

namespace bulkhead {

/// An entity with what surrounds its value.
template<typename T> struct Kept
{
    Id id;
    Stream stream;
    T value;
    bool isContested = false;
    qint64 lastChange = 0; ///< row of the change that touched it last
};

/// All of the incident room's entities and the journal's, for `Journal::open`.
void addIncidentTypes(Schema& schema);
/// Timeline index and full text, to hand to `Journal::open`.
[[nodiscard]] std::shared_ptr<Projection> timelineProjection();

/// What is asked when an incident is declared.
struct Declaration
{
    Incident incident; ///< title, surfaces, severity, instants, exercise; number and code name are given
    std::optional<qint64> shortestNoticeHours; ///< 24, 48, 72; nothing = don't know = 24
    bool withPlaybook = true;
    QStringList playbooks = {}; ///< ids, besides the core and those of the surfaces
};

/// One row of the timeline: an observation, or a change that posted itself.
struct TimelineRow
{
    qint64 row = 0; ///< key of the timeline index; grows with `at`
    qint64 at = 0;  ///< occurred (observations) or recorded (posted changes), ms since 1970
    Stream stream;
    Id entity;
    Kind kind = 0;
    qint64 change = 0; ///< 0 for observations
    std::optional<Kept<Observation>> observation;
    QString sentence; ///< of posted changes, translated
    QString author;
    qint64 recorded = 0;
    bool isPinned = false;
    bool isStruck = false;
    bool isImported = false; ///< a row of an imported file that nobody has written about
};

struct TimelineQuery
{
    QString text = {}; ///< see `checkSearch`; empty: all
    QString zone = {}; ///< IANA name that times of the text are read in; empty: this computer's
    std::optional<qint64> from = {};
    std::optional<qint64> to = {};
    bool withPosted = true;
    bool onlyPinned = false;
    bool withStruck = true;
    qint64 after = 0;  ///< rows greater than this key
    qint64 before = 0; ///< rows smaller than this key; 0 = no bound
    int limit = 0;     ///< 0 = all
    bool newestFirst = false;
    bool withCounsel = true; ///< false: nothing of the counsel compartment, for what leaves the vault
};

/// What a picture of the timeline needs of every row, without its texts: 24 octets.
struct TimelineMark
{
    enum Flag : quint8 { Pinned = 1, Struck = 2, Posted = 4, Imported = 8 };
    qint64 key = 0;      ///< of the timeline index; grows with the time at which it occurred
    qint64 recorded = 0; ///< ms since 1970
    quint16 source = 0;  ///< place in `TimelineMarks::sources`
    quint16 author = 0;  ///< place in `TimelineMarks::authors`
    quint16 kind = 0;    ///< of the entity
    quint8 surface = 0;  ///< a Surface; 0: unknown
    quint8 flags = 0;

    bool operator==(const TimelineMark&) const = default;
};
struct TimelineMarks
{
    std::vector<TimelineMark> marks; ///< descending keys
    QStringList sources;             ///< systems and persons as written; the first is empty: none given
    std::vector<Id> authors;         ///< members
};

/// Checks a search text: words, "phrases", prefix*, AND, OR, NOT, parentheses, and fields:
///
///     seen: note: source: tag:       words in that part of an entry
///     author:NAME                    who wrote it
///     kind:task                      observation, change, or the kind of what was changed
///     is:pinned                      pinned, struck, imported, edited, late
///     surface:api-endpoint           the surface that an observation concerns
///     import:ID                      rows of one imported file
///     occurred: recorded:            2026-11, 2026-11-24, 2026-11-24T03:12, a..b; also with >, >=, <, <=
///
/// `timeline.bad-query` names the character.
[[nodiscard]] Expected<void> checkSearch(const QString& text, const QString& zone = {});

/// The incident room over one journal: everything that window and command line do to cases. Confined to the journal's
/// thread. Every writing function is one change (declaring: one transaction).
///
/// Errors: those of the journal; `incident.not-found`, `incident.ambiguous`, `incident.tasks-open` (closing with
/// tasks that block it), `task.blocked`, `task.cycle`, `evidence.damaged`, `value.bad`.
class Casework
{
public:
    explicit Casework(Journal& journal);
    [[nodiscard]] Journal& journal() const { return m_journal; }

    /// The same room as this vault knew the incident at an instant (ms since 1970): what it had admitted by then. Only
    /// for reading; what is written through it is refused (`incident.is-past`). Other incidents show as they are.
    /// Searches of the timeline look at the words that entries have now. The last one is kept.
    [[nodiscard]] Expected<Casework> asOf(const Id& incident, qint64 at) const;
    [[nodiscard]] bool isPast() const { return m_past != nullptr; }
    /// `incident.is-past`, as everybody says it who refuses to write meanwhile.
    [[nodiscard]] static Error pastError();
    /// Of this room: the journal's clock, or the instant of `asOf`.
    [[nodiscard]] qint64 now() const;

    /// \name Incidents
    ///@{
    struct Declared
    {
        Id id;
        QString number;
        qint64 tasks = 0;
        qint64 clocks = 0;
    };
    [[nodiscard]] Expected<Declared> declare(const Declaration& wish, const Playbooks& playbooks);
    [[nodiscard]] Expected<std::vector<Kept<Incident>>> incidents() const;
    [[nodiscard]] Expected<Kept<Incident>> incident(const Id& id) const;
    /// Whole id, unambiguous prefix of at least four characters, or shown number ("INC-0007", "7").
    [[nodiscard]] Expected<Id> findIncident(const QString& text) const;
    /// "INC-0007", or "INC-0007-k3" where two desks took the number (the earlier keeps it).
    [[nodiscard]] QString shownNumber(const Id& id) const;
    /// Of all incidents at once, for lists.
    [[nodiscard]] Expected<std::map<Id, QString>> numbers() const;
    [[nodiscard]] Expected<void> close(const Id& incident, const QString& reason);
    ///@}

    /// \name Any entity
    ///@{
    template<typename T> [[nodiscard]] Expected<std::vector<Kept<T>>> all(const Id& incident) const;
    template<typename T> [[nodiscard]] Expected<Kept<T>> one(const Id& id) const;
    /// A new entity of an incident. `value.incident` is filled in.
    template<typename T>
    [[nodiscard]] Expected<Id> add(const Id& incident, T value, Compartment compartment = Compartment::Team);
    /// A new entity whose id follows from something else.
    template<typename T>
    [[nodiscard]] Expected<void> addAs(const Id& id, const Stream& stream, T value, const QString& intent);
    /// Many at once, in few changes and one transaction: all or none.
    template<typename T>
    [[nodiscard]] Expected<std::vector<Id>> addMany(const Id& incident, std::vector<T> values,
                                                    Compartment compartment = Compartment::Team,
                                                    const QString& intent = {});
    /// New ones, and the fields in which others differ from what stands, all or none. The ids of the new ones.
    template<typename T>
    [[nodiscard]] Expected<std::vector<Id>> writeMany(const Id& incident, std::vector<T> added,
                                                      const std::vector<std::pair<Id, T>>& changed,
                                                      Compartment compartment = Compartment::Team,
                                                      const QString& intent = {});
    /// Writes the fields in which `after` differs from what stands.
    template<typename T> [[nodiscard]] Expected<void> update(const Id& id, const T& after, const QString& intent = {});
    /// `name` is an identifier of the schema, `text` as typed.
    [[nodiscard]] Expected<void> setField(const Id& id, const QString& name, const QString& text);
    /// `via` names the system that says so where it is not the signed-in person.
    [[nodiscard]] Expected<void> setFields(const Id& id, const std::vector<std::pair<QString, QString>>& fields,
                                           const QString& via = {});
    /// Struck, never erased; needs a reason.
    [[nodiscard]] Expected<void> strike(const Id& id, const QString& reason);
    /// A person settles a contested field for one of its values.
    [[nodiscard]] Expected<void> settle(const Id& id, quint16 field, const Value& value);
    /// How an entity stands, also a row of an imported file that nobody has written about; nothing: not here.
    [[nodiscard]] Expected<std::optional<Record>> record(const Id& id) const;
    /// Finds an entity of a kind by id or unambiguous prefix.
    [[nodiscard]] Expected<Id> find(Kind kind, const QString& text) const;
    ///@}

    /// \name Tasks
    ///@{
    [[nodiscard]] Expected<void> setTaskState(const Id& task, TaskState state, const QString& result = {},
                                              const QString& via = {});
    /// Ids of unfinished tasks that this one depends on.
    [[nodiscard]] static std::vector<Id> blockers(const Kept<Task>& task, const std::vector<Kept<Task>>& all);
    ///@}

    /// \name Evidence
    ///@{
    struct Intake
    {
        Id id;
        Bytes sha256;
        qint64 size = 0;
        bool wasThere
            = false; ///< the incident has this content as evidence already: `id` is that one, nothing was added
    };
    /// Streams any size; one change with the first custody step, signed at once.
    [[nodiscard]] Expected<Intake> addEvidence(const Id& incident, QIODevice& source, Evidence about,
                                               Compartment compartment = Compartment::Team,
                                               const BlobStore::Progress& progress = {}, std::stop_token stop = {});
    /// The same for material that was stored already, on another thread.
    [[nodiscard]] Expected<Intake> admitEvidence(const Id& incident, StoredBlob stored, Evidence about,
                                                 Compartment compartment = Compartment::Team);
    /// Writes the material out (0600), checks its SHA-256 on the way, records a custody step.
    [[nodiscard]] Expected<void> extractEvidence(const Id& evidence, const QString& file, const QString& why);
    ///@}

    /// \name Decisions
    ///@{
    /// Signed by the user, who proves again who they are.
    [[nodiscard]] Expected<Id> decide(const Id& incident, Decision decision, const Credential& again,
                                      Compartment compartment = Compartment::Team);
    /// Whether the signature stands, is the decider's, and nothing of the content changed since.
    [[nodiscard]] bool isSignatureValid(const Kept<Decision>& decision) const;
    ///@}

    /// \name Clocks
    ///@{
    /// Plain hours. Those of a regime are started by the deadline room.
    [[nodiscard]] Expected<Id> startClock(const Id& incident, IncidentClock clock);
    [[nodiscard]] Expected<void> setClockState(const Id& clock, ClockState state, const QString& reason);
    /// Recomputes due times of tasks whose target follows a clock; called by clock changes.
    [[nodiscard]] Expected<void> followTargets(const Id& incident);
    ///@}

    /// \name Timeline
    ///@{
    [[nodiscard]] Expected<std::vector<TimelineRow>> timeline(const Id& incident, const TimelineQuery& query) const;
    /// Only the keys of the rows that the query chooses, for lists that fetch rows as they come into view.
    [[nodiscard]] Expected<std::vector<qint64>> timelineKeys(const Id& incident, const TimelineQuery& query) const;
    /// What a picture needs of the same rows, newest first.
    [[nodiscard]] Expected<TimelineMarks> timelineMarks(const Id& incident, const TimelineQuery& query) const;
    /// Gives a search a name, or the filter of that name (case does not matter) a new search.
    [[nodiscard]] Expected<Id> saveFilter(const Id& incident, const QString& name, const QString& query);
    /// The standing filter of that name; nothing where there is none.
    [[nodiscard]] Expected<std::optional<Kept<SavedFilter>>> savedFilter(const Id& incident, const QString& name) const;
    [[nodiscard]] Expected<qint64> timelineCount(const Id& incident) const;
    [[nodiscard]] Expected<qint64> observationCount(const Id& incident) const; ///< without the struck ones
    /// From a person's words for a time: ISO 8601 with offset, or local with the zone given. `time.bad`,
    /// `time.no-zone`, `time.skipped`, `time.ambiguous`.
    [[nodiscard]] static Expected<qint64> parseTime(const QString& text, const QString& zone = {});
    /// What one change did, as a sentence: "A. Moreno raised severity from medium to high". One for each posted fact.
    [[nodiscard]] QStringList sentences(const ChangeEntry& change) const;
    ///@}

    /// The overview in one value, for the page, `incident show` and the hand-over sheet.
    struct Overview
    {
        Kept<Incident> incident;
        QString number;
        std::vector<Kept<Assignment>> people;
        std::vector<Kept<IncidentClock>> clocks;
        std::vector<Kept<Task>> blocked;
        std::vector<Kept<Task>> overdue;
        qint64 tasksOpen = 0, tasksDone = 0, observations = 0, evidence = 0, sightings = 0;
        std::vector<Kept<Decision>> lastDecisions; ///< newest first, at most five
        std::vector<TimelineRow> lastRows;         ///< newest first, at most ten
        std::vector<Kept<VerdictReport>> verdicts; ///< newest first
        std::vector<ChangeEntry> sinceLastLook;    ///< others' changes after `since`, newest first, at most fifty
    };
    [[nodiscard]] Expected<Overview> overview(const Id& incident, std::optional<qint64> since = {}) const;

private:
    /// An incident's records as they were.
    struct Past
    {
        Id incident;
        qint64 at = 0;
        std::map<Id, Record> records;
    };
    /// Now, or as of `asOf`.
    [[nodiscard]] Expected<std::vector<Record>> recordsOf(const Id& incident, Kind kind) const;
    [[nodiscard]] bool isPast(const Id& incident) const { return m_past && m_past->incident == incident; }
    [[nodiscard]] Expected<qint64> countPast(bool onlyObservations) const;
    /// An observation as it was, also a row of a file that somebody wrote about later.
    [[nodiscard]] std::optional<Record> pastObservation(const Id& id) const;
    /// Turns a row back to what it was; false where it was not there, or the query does not want it so.
    [[nodiscard]] bool showsPast(TimelineRow& row, const TimelineQuery& query) const;
    /// The record, or why not; any kind where `kind` is 0.
    [[nodiscard]] Expected<Record> recordOf(const Id& id, Kind kind = 0) const;
    /// One change (and the due times that follow from it), after the checks of `ruled`.
    [[nodiscard]] Expected<void> write(const Stream& stream, const QString& intent, std::vector<Fact> facts,
                                       bool signNow = false, const QString& via = {});
    /// The facts with those that follow from them (a finished task's time, a clock's due time), or why they may not be.
    [[nodiscard]] Expected<std::vector<Fact>> ruled(const Stream& stream, std::vector<Fact> facts) const;
    [[nodiscard]] Expected<qint64> countRows(const Id& incident, const QByteArray& condition) const;
    /// The row of an imported file as a record, where nobody has written about it; nothing where there is none.
    [[nodiscard]] Expected<std::optional<Record>> importedRecord(const Id& id) const;
    /// With the facts of imported rows that are written about for the first time.
    [[nodiscard]] Expected<std::vector<Fact>> withImportedFacts(std::vector<Fact> facts) const;
    [[nodiscard]] Expected<void> checkClosing(const Id& incident) const;
    [[nodiscard]] Expected<void> checkNeeded(const Record& before, const std::vector<Fact>& facts) const;
    [[nodiscard]] Expected<std::vector<Fact>> ruledTask(const Record& after, const std::vector<Fact>& facts) const;
    [[nodiscard]] Expected<std::vector<Fact>> ruledClock(const Record& after, const std::vector<Fact>& facts) const;
    [[nodiscard]] Expected<void> checkMove(const Kept<IncidentClock>& wished) const;
    /// Due times that change when `facts` are written: a draft for each stream that holds such tasks.
    [[nodiscard]] Expected<std::vector<Draft>> followers(const Id& incident, const std::vector<Fact>& facts) const;
    [[nodiscard]] Expected<std::vector<Draft>> declarationDrafts(const Id& id, const Declaration& wish,
                                                                 const Playbooks& playbooks, Declared& answer) const;

    Journal& m_journal;
    std::shared_ptr<const Past> m_past;
    mutable std::shared_ptr<const Past> m_lastPast; ///< of `asOf`
};

} // namespace bulkhead

#include "models/incident/entities.h"
