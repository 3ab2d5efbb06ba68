#pragma once

#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/disclosure/draftmodels.h"

#include <QTimer>
#include <QWidget>

#include <map>
#include <memory>

class QLabel;
class QMenu;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTabWidget;

namespace bulkhead {

namespace disclosure {
struct SealedPack;
}
struct AttachOffer;
class Banner;
class ContestPanel;
class EmptyState;
class FormDialog;
class Job;
class PackDialog;
class Pill;
class SectionEditor;
class SpellingDialog;

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
    [[nodiscard]] bool isSettled() const { return m_read.isSettled() && m_offer.isSettled() && m_writing == 0; }

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
    /// Goes through the words that no dictionary has, from the cursor on.
    void checkSpelling();
    /// Takes what is selected out of redacted exports, or lifts that again.
    void redact();
    void showHistory();
    /// Writes the section into the notices to the other customers, too.
    void spread();
    void bind();
    void comment();
    void suggest();
    void submit();
    void approve();
    void withdraw();
    void breakGlass();
    void lend();
    /// Who reads the counsel compartment.
    void counsel();
    void recordSent();
    void followUp();
    void compare();
    void exportDraft();
    void exportForm();
    void print();
    /// Puts the approved text beside the incident's case in a CRM.
    void attach();
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
    void takeOutOfCounselWith(FormDialog* dialog, const Id& member, const QString& name);
    /// The finding of a row that stops because another customer is named; null: it is something else.
    [[nodiscard]] const disclosure::Finding* namingOf(const NoteRow& note) const;
    void letName(const QString& sentence);
    /// Writes what was typed; `then` once it is there (at once where nothing was).
    void save(std::function<void()> then = {});
    void settle();
    /// \name Spelling, redactions and texts that stood here before
    ///@{
    void prepareMarks();
    void answerSpelling(const QStringList& words);
    void ignoreWord(const QString& word);
    void teachWord(const QString& word);
    /// The next word at or behind a place of the section that no dictionary has.
    [[nodiscard]] std::optional<disclosure::PlacedWord> wrongWordFrom(qsizetype from) const;
    /// Once the dictionary has answered; closes the dialog where there is none.
    void turnToWordFrom(SpellingDialog* dialog, qsizetype from);
    [[nodiscard]] bool mayTeach() const;
    void fillMenu(QMenu* menu, int position);
    void setRedactions(const QStringList& added, const QStringList& lifted);
    void showCounts();
    /// Both texts of a contested section in the editor's place, or the editor again.
    void showContest(const disclosure::Contest* contest);
    void settleFor(const QString& markup);
    ///@}
    [[nodiscard]] const disclosure::Picture* open() const { return m_picture.open ? &*m_picture.open : nullptr; }
    [[nodiscard]] const Kept<DisclosureSection>* currentSection() const;
    /// Runs on a Drafting of the writing lane; says what it could not do.
    template<typename Work> void write(QObject* context, Work work, std::function<void(bool)> done);
    template<typename Work> void submitted(FormDialog* dialog, Work work, const QString& said);
    /// \name Attaching
    ///@{
    struct Attaching;
    [[nodiscard]] QString whyNotAttached() const;
    void showAttach();
    void askWhereToAttach(const AttachOffer& offer);
    void makeAttachment(FormDialog* dialog, const std::shared_ptr<Attaching>& work);
    void sendAttachment(FormDialog* dialog, const std::shared_ptr<Attaching>& work);
    void endAttaching(FormDialog* dialog, const Attaching& work, const Expected<void>& outcome);
    ///@}
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
    Latest m_offer; ///< of CRMs to attach to
    int m_writing = 0;
    DraftsPicture m_picture;
    QTimer m_pause;
    Banner* m_banner;
    Banner* m_hint;
    Banner* m_conflict;
    Pill* m_stand;
    QLabel* m_about;
    QPushButton* m_pack;
    QPushButton* m_attach;
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
    QStackedWidget* m_textStack = nullptr;
    ContestPanel* m_contest = nullptr;
    std::map<QString, QString> m_unwritten; ///< by shown section: what was being typed when others' texts came in
    std::shared_ptr<const disclosure::Speller> m_speller;
    disclosure::Vocabulary m_known; ///< what the marks have been learned by
    QStringList m_redactions;       ///< that the marks show
    Latest m_spelling;
    std::map<Id, disclosure::Vocabulary> m_ignored; ///< by draft, until the vault is locked
    NoteTab m_findings, m_elements, m_facts, m_versions, m_comments;
};

} // namespace bulkhead
