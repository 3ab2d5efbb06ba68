#pragma once

#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/disclosure/draftmodels.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTabWidget;

namespace bulkhead {

namespace disclosure {
struct SealedPack;
}
class Banner;
class EmptyState;
class FormDialog;
class Job;
class PackDialog;
class Pill;
class SectionEditor;

/// The drafts of an incident: list and outline to the left, the section's text in the middle, and on the right what it
/// is held against. What is typed is written at a pause, when the section or the draft is left, and before anything
/// that follows from the text.
class DisclosurePage : public QWidget
{
    Q_OBJECT

public:
    explicit DisclosurePage(const RoomContext& context, QWidget* parent = nullptr);
    ~DisclosurePage() override;

    void setIncident(const Id& incident);
    void reveal(const Id& entity);
    [[nodiscard]] bool isSettled() const { return m_read.isSettled() && m_writing == 0; }

    /// \name Commands
    ///@{
    void begin();
    void editDetails();
    void editOrganisation();
    void insertFact();
    void insertLater();
    void nextGap();
    void bold();
    void italic();
    void list();
    void numbers();
    void heading();
    void find();
    void bind();
    void comment();
    void suggest();
    void submit();
    void approve();
    void withdraw();
    void breakGlass();
    void lend();
    void recordSent();
    void followUp();
    void compare();
    void exportDraft();
    void exportForm();
    void print();
    void makePack();
    void strike();
    ///@}

Q_SIGNALS:
    void inspectWanted(const bulkhead::Id& entity);
    void announced(const QString& text);

private:
    struct NoteTab
    {
        NotesModel* model = nullptr;
        QTableView* table = nullptr;
    };
    [[nodiscard]] QWidget* makeLists();
    [[nodiscard]] QWidget* makeText();
    [[nodiscard]] QWidget* makeNotes();
    [[nodiscard]] NoteTab makeNoteTab(const QString& objectName, const QString& name, const QString& text);
    void reload();
    void take(DraftsPicture picture);
    void showDraft();
    void showSection(bool isForced);
    void showOutline();
    void showNotes();
    static void showRows(const NoteTab& tab, std::vector<NoteRow> rows);
    void goTo(const NoteRow& note);
    void openNote(const NoteRow& note);
    void decide(const Id& suggestion);
    /// Writes what was typed; `then` once it is there (at once where nothing was).
    void save(std::function<void()> then = {});
    void settle();
    [[nodiscard]] const disclosure::Picture* open() const { return m_picture.open ? &*m_picture.open : nullptr; }
    [[nodiscard]] const Kept<DisclosureSection>* currentSection() const;
    /// Runs on a Drafting of the writing lane; says what it could not do.
    template<typename Work> void write(QObject* context, Work work, std::function<void(bool)> done);
    template<typename Work> void submitted(FormDialog* dialog, Work work, const QString& said);
    /// Offers a pack where the letter to it is approved.
    void showPack();
    void sealPack(PackDialog* dialog, const Id& letter);
    void writePack(PackDialog* dialog, const std::shared_ptr<Job>& job, const Id& letter, disclosure::SealedPack pack);
    /// Asks where to, writes it for its owner alone, and notes it on the timeline.
    void writeFile(const QString& suffix, const QString& title, const QByteArray& bytes, const QString& what);

    RoomContext m_context;
    Id m_incident;
    Id m_wanted; ///< the draft to show; null: the first
    QString m_section;
    QString m_shownSection; ///< whose text is in the editor: "<draft>/<key>"
    QString m_base;         ///< its markup as it was read
    Latest m_read;
    int m_writing = 0;
    DraftsPicture m_picture;
    QTimer m_pause;
    Banner* m_banner;
    Banner* m_hint;
    Banner* m_conflict;
    Pill* m_stand;
    QLabel* m_about;
    QPushButton* m_pack;
    QPushButton* m_main; ///< what is to be done next with this draft
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    DraftsModel* m_drafts;
    QTableView* m_draftTable = nullptr;
    SectionsModel* m_sections;
    QTableView* m_sectionTable = nullptr;
    QLabel* m_headingLabel = nullptr;
    SectionEditor* m_editor = nullptr;
    QLabel* m_counts = nullptr;
    QTabWidget* m_tabs = nullptr;
    NoteTab m_findings, m_elements, m_facts, m_versions, m_comments;
};

} // namespace bulkhead
