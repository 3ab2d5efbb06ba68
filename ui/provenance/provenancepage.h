#pragma once

#include "models/provenance/itemmodels/nextsteps.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/provenance/filing.h"

#include <QWidget>

class QAction;
class QStackedWidget;
class QTabWidget;

namespace bulkhead {

class AnswersView;
class AnswerView;
class Banner;
class FormDialog;
class Job;
class CopiesView;
class FilesView;
class OverlapsView;
class RegistryView;
class StartView;
struct TruthOffer;

/// "Is it real?": from a dropped file or a paste to the verdict, and from the verdict to an incident. The registry
/// stands beside.
class ProvenancePage : public QWidget
{
    Q_OBJECT

public:
    explicit ProvenancePage(const RoomContext& context, QWidget* parent = nullptr);
    ~ProvenancePage() override;

    void setIncident(const Id& incident);
    void revealEntity(const Id& entity);
    [[nodiscard]] bool isSettled() const;

    /// \name Commands
    ///@{
    void openFile();
    /// Files and folders; one file alone is examined whole.
    void examineAll(const QStringList& paths);
    void watchFolder();
    void showFiles();
    void paste();
    void examine(const Sample& sample);
    void openIncidentFromSample();
    void attach();
    void registerDataSet(bool isProduction);
    /// Production data first: without it no row can be called real.
    void registerWhatIsMissing();
    /// A CRM's own records as what is real.
    void registerFromCrm();
    /// A CRM about the rows that are still unknown.
    void askCrm();
    void removeDataSet();
    void revealRow();
    void copyRows();
    void explainRow();
    void anotherSample();
    void askAgain();
    void showRegistry();
    void assessRisk(); ///< of the current data set, or of none that is registered
    void makeCopy();
    void showCopies();
    void writeBlockList();
    void writeCertificate();
    void showOverlaps();
    /// The selected rows, by a person.
    void setRows();
    ///@}

Q_SIGNALS:
    void announced(const QString& text);
    void incidentOpened(const bulkhead::Id& incident);
    void inspectWanted(const bulkhead::Id& entity);
    void stateChanged(); ///< what can be done now has changed
    void settled();

public:
    [[nodiscard]] bool hasAnswer() const { return m_examined != nullptr; }
    [[nodiscard]] bool isAttached() const { return !m_evidence.isNull(); }
    [[nodiscard]] bool hasUnknownRows() const;
    /// Whether there are synthetic identities to block, of a sample that is held as evidence.
    [[nodiscard]] bool canBlock() const;
    [[nodiscard]] bool hasIncident() const { return !m_incident.isNull(); }

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void setupLayout();
    void classify(const std::vector<provenance::ColumnMapping>& mappings);
    /// What a sample is held against.
    struct Against
    {
        std::shared_ptr<const provenance::RegistrySnapshot> registry;
        std::shared_ptr<const provenance::SeenValues> earlier; ///< other samples of the incident; may be null
        std::vector<provenance::ColumnMapping> remembered;     ///< what people have corrected before
    };
    void run(const Against& against, const std::vector<provenance::ColumnMapping>& mappings, quint64 ticket);
    void take(std::shared_ptr<const provenance::Examined> examined);
    void loadFiled();
    void showFiled(const FiledAnswer& filed);
    void showRisk();
    void loadRegistry();
    /// Reads which CRMs there are, and opens a dialog with them.
    void withCrms(const QString& refusal, void (ProvenancePage::*open)(const TruthOffer& offer));
    void askWhichRecords(const TruthOffer& offer);
    void askWhichCrm(const TruthOffer& offer);
    void tellRegistered(const QString& name, const provenance::Registered& answer, const QString& more);
    void follow(provenance::NextStep::Kind kind);
    [[nodiscard]] Filing filing() const;
    void declare(FormDialog* dialog, const Declaration& wish);
    void fail(const Error& error);
    void reclassify();
    void dropJob();
    /// What was said of the sample shown, where it is held as evidence.
    void followEvidence();
    void offerToAskAgain();

    RoomContext m_context;
    Id m_incident;
    Sample m_sample;
    QString m_title;
    std::shared_ptr<const provenance::Examined> m_examined;
    Id m_evidence;         ///< of the answer shown; null: not attached
    Id m_evidenceIncident; ///< where it stands
    std::vector<quint64> m_revealed;
    std::shared_ptr<Job> m_job;
    Latest m_question;
    Latest m_registryRead;
    Latest m_crmRead; ///< of CRMs to register from

    Banner* m_banner;
    QTabWidget* m_tabs;
    QStackedWidget* m_stack;
    StartView* m_start;
    AnswerView* m_answer;
    RegistryView* m_registry;
    FilesView* m_files;
    OverlapsView* m_overlaps;
    CopiesView* m_copies;
    AnswersView* m_answers;
    std::vector<Kept<DataSet>> m_sets;
    QWidget* m_buttons = nullptr;
};

} // namespace bulkhead
