#pragma once

#include "models/incident/casework.h"
#include "models/provenance/classifier.h"
#include "models/provenance/registrar.h"
#include "models/provenance/registry/answers.h"
#include "models/provenance/tagging/tagger.h"

#include <QIODevice>
#include <QSaveFile>

#include <functional>
#include <map>
#include <memory>
#include <stop_token>

namespace bulkhead::provenance {

/// `total` is 0 where the length is not known.
using Progress = std::function<void(qint64 doneBytes, qint64 totalBytes)>;

struct RegisterOptions
{
    std::vector<ColumnMapping> mappings; ///< win over what is recognised
    ReadOptions read;
    bool near = false; ///< make a near index too
};

/// The answer of a registration.
struct Registered
{
    Id id;
    qint64 rows = 0;   ///< read; registered + unreadable
    qint64 values = 0; ///< fingerprints taken
    std::vector<ColumnUse> columns;
    QStringList tenants;
    qint64 unreadable = 0;
    std::vector<Unreadable> skipped; ///< the first 10,000 of them
    std::vector<Overlap> overlaps;   ///< with what was registered before
    qint64 bytes = 0;                ///< of the source
    Bytes sha256;                    ///< of the source
    qint64 segmentBytes = 0;
    qint64 nearBytes = 0; ///< of the near index; 0 where there is none
    double seconds = 0;
};

struct ExamineOptions
{
    std::vector<ColumnMapping> mappings;
    ReadOptions read;
    int previewRows = 100; ///< of each verdict
    /// Explain this row; 0: none.
    quint64 explainRow = 0;
    std::function<void(const RowVerdict& row, const std::vector<Explanation>& why, const Index& index)> onExplained
        = {};
    /// Say which rows are new against these samples; from `RegistrySnapshot::remember` of the same registry.
    std::shared_ptr<const SeenValues> against = {};
    bool near = true;       ///< hold unknown rows against records that they may come near, where a set has a near index
    bool indicators = true; ///< hold unknown rows against what values tell by themselves
    /// For each row in order, the unreadable ones too; on the thread that classifies.
    std::function<void(const RowVerdict& row, const Index& index)> onRow = {};
    /// For the first `previewRows` rows of each verdict; cells are unmasked.
    std::function<void(const RowPreview& row, const Index& index)> onPreview = {};
};

struct DataSetName
{
    QString name;
    QString version;
    bool isProduction = false;
};

/// A copy as an answer names it.
struct CopyName
{
    QString name;
    QString recipient;
    Id dataSet;
    qint64 madeAt = 0;
};

class RegistrySnapshot;

/// "Is it real?", answered for one sample at one moment.
struct Answer
{
    Summary summary;
    RowVerdicts rows;
    QString verdict;                    ///< synthetic, personal, unresolved
    Bytes registryState;                ///< SHA-256 over the registered segments
    std::map<Id, DataSetName> dataSets; ///< all that were registered
    bool hadProductionSet = false;      ///< false: to be said before anything else
    std::vector<CopyTrace> copies;      ///< copies of which anything was found, the most certain first
    std::map<Id, CopyName> copyNames;   ///< of those
    Bytes sha256;                       ///< of the sample
    qint64 size = 0;                    ///< octets of the sample
    qint64 milliseconds = 0;
};

/// The meanings that people gave the columns of a sample, by their places.
[[nodiscard]] std::vector<ColumnMapping> givenMappings(const Summary& summary);
/// A sample as an answer says it is written.
[[nodiscard]] ReadOptions readAs(const Dialect& dialect);

/// Whether a filed answer would be the same today: registry, rules and normalisation are what they were.
[[nodiscard]] bool isCurrent(const VerdictReport& report, const RegistrySnapshot& now);

/// File of a data set's segment in the vault's index folder.
[[nodiscard]] QString segmentName(const Id& dataSet);
/// Deletes a segment with the near index beside it; false where one of them stays.
bool removeSegment(const QString& file);

/// A segment that is written but not yet in the journal. Its file, and that of its near index, goes with it unless
/// `Registry::commit` took it.
class PreparedSet
{
public:
    PreparedSet(QString file, DataSet about, Registered report);
    PreparedSet(PreparedSet&& other) noexcept;
    PreparedSet& operator=(PreparedSet&&) = delete;
    ~PreparedSet();

    [[nodiscard]] const Registered& report() const { return m_report; }

private:
    friend class Registry;
    QString m_file;
    DataSet m_about;
    Registered m_report;
};

/// A copy that is written under another name and not yet in the journal. Goes with its file unless `Registry::keepCopy`
/// took it.
struct PreparedCopy
{
    quint32 serial = 0;
    QString markColumn;
    QString target;
    std::unique_ptr<QSaveFile> file;
    TagReport report;
};

/// A copy that is out.
struct MadeCopy
{
    Kept<DataSetCopy> copy;
    TagReport report;
    QString file;
    QString manifest; ///< path of the signed manifest beside it
};

/// What the registry held at one moment: its key, the open segments, their names. Immutable and safe on any thread, so
/// that long work needs no lane of the session; later registrations do not show in it.
class RegistrySnapshot
{
public:
    ~RegistrySnapshot();

    /// Errors: those of Classifier, `provenance.cancelled`.
    [[nodiscard]] Expected<Answer> classify(QIODevice& source, const ExamineOptions& options = {},
                                            const Progress& progress = {}, std::stop_token stop = {}) const;
    /// The same in the way of an earlier answer, so that nothing but registry and rules can make a difference: where
    /// both are the same, so is the summary, octet for octet. `open` gives the sample from its beginning, twice if need
    /// be: what `options` tell of rows begins anew with it.
    [[nodiscard]] Expected<Answer> classifyAs(const Summary& earlier,
                                              const std::function<Expected<std::unique_ptr<QIODevice>>()>& open,
                                              ExamineOptions options, const Progress& progress = {},
                                              std::stop_token stop = {}) const;
    /// Reads an earlier sample, so that a later one can be held against it. Errors: those of `SeenValues::remember`.
    [[nodiscard]] Expected<void> remember(QIODevice& source, SeenValues& seen, const ExamineOptions& options = {},
                                          const Progress& progress = {}, std::stop_token stop = {}) const;
    /// Builds the segment file of a new set in the vault's index folder. Errors: those of Registrar.
    [[nodiscard]] Expected<PreparedSet> prepare(QIODevice& source, DataSet about, const RegisterOptions& options = {},
                                                const Progress& progress = {}, std::stop_token stop = {}) const;

    /// Writes a copy of `source` for one recipient, which `Registry::keepCopy` puts in place as `target`. Errors: those
    /// of Tagger, `provenance.target-exists`, `provenance.write-failed`.
    [[nodiscard]] Expected<PreparedCopy> tag(const QString& source, const QString& target, TagOptions options = {},
                                             const Progress& progress = {}, std::stop_token stop = {}) const;

    [[nodiscard]] const Index& index() const { return m_index; }
    [[nodiscard]] const NearIndex& near() const { return *m_near; }
    [[nodiscard]] const std::map<Id, DataSetName>& names() const { return m_names; }
    [[nodiscard]] const std::map<Id, CopyName>& copyNames() const { return m_copyNames; }
    [[nodiscard]] Bytes state() const; ///< SHA-256 over the segments, and the copies where there are any

private:
    friend class Registry;
    RegistrySnapshot(RegistryKey key, QString folder);

    RegistryKey m_key;
    Index m_index;
    std::unique_ptr<NearIndex> m_near;
    QString m_folder;
    std::map<Id, DataSetName> m_names;
    CopyIndex m_copies;
    std::map<Id, CopyName> m_copyNames;
};

/// The registered data sets of a vault: who window and command line ask. Data sets are entities of
/// `Stream{registryIncident()}`, their fingerprints segments in the vault's index folder. Cheap to make; confined to
/// the thread of its casework.
///
/// Errors: those of engine, journal and vault; `provenance.not-found`, `provenance.ambiguous`,
/// `provenance.sample-changed`, `provenance.segment-missing` (a set is in the journal, its segment is not in this
/// vault).
class Registry
{
public:
    explicit Registry(Casework& casework)
        : m_casework(casework)
    {
    }

    /// Opens the segments of all data sets that are not removed.
    [[nodiscard]] Expected<std::shared_ptr<const RegistrySnapshot>> snapshot() const;

    /// \name Data sets
    ///@{
    /// Newest last; removed ones too (`isRemoved`).
    [[nodiscard]] Expected<std::vector<Kept<DataSet>>> dataSets() const;
    /// By whole id, unambiguous prefix of at least four characters, or name ("name" or "name version").
    [[nodiscard]] Expected<Id> find(const QString& text) const;
    /// All at once: segment, fsync, change. A failure leaves nothing behind, except where the disk failed while the
    /// change was written: then it may be there or not, and `removeOrphans` clears away what is not. `about` says name,
    /// kind, tenant, …; the figures are filled in.
    [[nodiscard]] Expected<Registered> registerDataSet(QIODevice& source, DataSet about,
                                                       const RegisterOptions& options = {},
                                                       const Progress& progress = {}, std::stop_token stop = {});
    [[nodiscard]] Expected<Registered> registerDataSet(const QString& file, DataSet about,
                                                       const RegisterOptions& options = {},
                                                       const Progress& progress = {}, std::stop_token stop = {});
    /// The second half of registering, after `RegistrySnapshot::prepare` on some thread.
    [[nodiscard]] Expected<Registered> commit(PreparedSet prepared);
    /// Deletes the fingerprints; name, figures and reason stay.
    [[nodiscard]] Expected<void> removeDataSet(const Id& dataSet, const QString& reason);
    /// Removes segments that no data set names; gives their number. Writers only, when a vault has been opened and
    /// before anything is registered.
    [[nodiscard]] Expected<int> removeOrphans();
    ///@}

    /// \name Copies for recipients
    ///@{
    /// Newest last.
    [[nodiscard]] Expected<std::vector<Kept<DataSetCopy>>> copies() const;
    /// Asked before a long file is read. Errors: `value.bad` without name or recipient; `provenance.tag-production`;
    /// those of the journal where the user may not.
    [[nodiscard]] Expected<void> mayCopy(const DataSetCopy& about) const;
    /// Records a copy before its file is put in place, so that none is out that nobody could name, and writes the
    /// manifest beside it. `about` says name, recipient and data set; the figures are filled in. Errors: those of
    /// `mayCopy`, `provenance.write-failed`.
    [[nodiscard]] Expected<MadeCopy> keepCopy(DataSetCopy about, PreparedCopy copy, const QString& license = {});
    ///@}

    /// \name Is it real?
    ///@{
    [[nodiscard]] Expected<Answer> classify(QIODevice& source, const ExamineOptions& options = {},
                                            const Progress& progress = {}, std::stop_token stop = {}) const;
    struct Filed
    {
        Id evidence;
        Id report; ///< VerdictReport
        bool evidenceWasThere = false;
        Answer answer;
        std::optional<Difference> change = {}; ///< against the answer before, where there was one
    };
    /// Takes the sample as evidence, classifies what is in the store, writes report and incident's verdict, so that the
    /// timeline shows both. Where classifying fails the evidence stays.
    [[nodiscard]] Expected<Filed> classifyInto(const Id& incident, QIODevice& sample, Evidence about,
                                               const ExamineOptions& options = {}, const Progress& progress = {},
                                               std::stop_token stop = {});
    /// Asks again about evidence that is held already.
    [[nodiscard]] Expected<Filed> classifyEvidence(const Id& evidence, const ExamineOptions& options = {},
                                                   const Progress& progress = {}, std::stop_token stop = {});
    /// What people have corrected in answers that were filed, by the names of the columns; the newest counts. For the
    /// next sample whose columns are called so.
    [[nodiscard]] Expected<std::vector<ColumnMapping>> rememberedMappings() const;
    /// Asks again in the way of a filed answer; files nothing. Errors: `provenance.report-damaged`.
    [[nodiscard]] Expected<Answer> reproduce(const VerdictReport& report, const Progress& progress = {},
                                             std::stop_token stop = {}) const;
    /// The same, and files the new answer. Errors: `provenance.no-answer` where nobody has asked about it yet.
    [[nodiscard]] Expected<Filed> recheck(const Id& evidence, const Progress& progress = {}, std::stop_token stop = {});
    /// Files an answer that was given before the incident existed: the sample (read once more) becomes evidence.
    /// `provenance.sample-changed` where it is not the one that the answer is about.
    [[nodiscard]] Expected<Filed> file(const Id& incident, QIODevice& sample, Evidence about, Answer answer,
                                       const Progress& progress = {}, std::stop_token stop = {});
    ///@}

private:
    [[nodiscard]] Expected<Filed> report(const Kept<Evidence>& evidence, bool wasThere, Answer answer);

    Casework& m_casework;
};

} // namespace bulkhead::provenance
