#include "ui/disclosure/disclosurepage.h"

#include "models/disclosure/comparison.h"
#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/emptystate.h"
#include "ui/common/pill.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/timetext.h"
#include "ui/disclosure/contestpanel.h"
#include "ui/disclosure/draftdialogs.h"
#include "ui/disclosure/sectioneditor.h"
#include "ui/disclosure/sectionmarks.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace bulkhead {

using disclosure::Drafting;
using disclosure::Finding;
using disclosure::Span;
using disclosure::Stand;

namespace {
/// A row's id that no entity has: by what it says.
Id rowId(const QString& text)
{
    return Id::derived("bulkhead note "_ba + text.toUtf8());
}

Word wordOf(disclosure::ElementState::State state)
{
    using enum disclosure::ElementState::State;
    const QString text = disclosure::elementStateName(state);
    switch (state) {
    case Present:
        return {text, Tone::Ok, Mark::Check};
    case Later:
        return {text, Tone::Accent, Mark::Clock};
    case Missing:
    case LaterIsNot:
        return {text, Tone::Warn, Mark::Triangle};
    }
    return {};
}
} // namespace

DisclosurePage::DisclosurePage(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_banner(new Banner(this))
    , m_hint(new Banner(this))
    , m_conflict(new Banner(this))
    , m_stand(new Pill(this))
    , m_about(mutedLabel({}, this))
    , m_pack(new QPushButton(tr("Make check pack…"), this))
    , m_attach(new QPushButton(tr("Attach to the CRM case…"), this))
    , m_main(new QPushButton(this))
    , m_stack(new QStackedWidget(this))
    , m_empty(
          new EmptyState(u"report"_s, tr("No drafts yet"),
                         tr("Notices to authorities, customers and people are written here: every figure is bound to "
                            "a fact, every claim to evidence, and a signature holds for exactly one text."),
                         tr("New draft…"), this))
    , m_drafts(new DraftsModel(this))
    , m_sections(new SectionsModel(this))
{
    setObjectName(u"disclosure.page"_s);
    auto* header = new SectionHeader(tr("Disclosures"), SectionHeader::Level::Page, this);
    auto* begins = new QPushButton(tr("New draft…"), header);
    begins->setObjectName(u"newDraft"_s);
    m_main->setObjectName(u"mainStep"_s);
    makePrimary(m_main);
    connect(begins, &QPushButton::clicked, this, &DisclosurePage::begin);
    connect(m_empty, &EmptyState::triggered, this, &DisclosurePage::begin);
    connect(m_main, &QPushButton::clicked, this, [this] {
        const disclosure::Picture* draft = open();
        if (!draft) {
            return;
        }
        switch (draft->stand) {
        case Stand::Drafting:
            return submit();
        case Stand::Submitted:
            return approve();
        case Stand::Approved:
            return recordSent();
        case Stand::Sent:
            return followUp();
        }
    });
    m_pack->setObjectName(u"makePack"_s);
    m_pack->hide();
    connect(m_pack, &QPushButton::clicked, this, &DisclosurePage::makePack);
    m_attach->setObjectName(u"attach"_s);
    m_attach->hide();
    connect(m_attach, &QPushButton::clicked, this, &DisclosurePage::attach);
    header->addWidget(begins);
    header->addWidget(m_pack);
    header->addWidget(m_attach);
    header->addWidget(m_main);
    m_hint->setObjectName(u"disclosure.hint"_s);
    m_hint->setDismissable(false);
    m_conflict->setObjectName(u"disclosure.conflict"_s);
    m_conflict->setDismissable(false);
    m_about->setObjectName(u"disclosure.about"_s);

    auto* split = new QSplitter(Qt::Horizontal, this);
    split->setObjectName(u"disclosure.split"_s);
    split->setChildrenCollapsible(false);
    split->addWidget(makeLists());
    split->addWidget(makeText());
    split->addWidget(makeNotes());
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 5);
    split->setStretchFactor(2, 3);
    constexpr int lists = 250, text = 460, notes = 330;
    split->setSizes({lists, text, notes});
    m_stack->addWidget(m_empty);
    m_stack->addWidget(split);

    auto* state = new QWidget(this);
    auto* line = new QHBoxLayout(state);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::s);
    line->addWidget(m_stand, 0, Qt::AlignTop);
    line->addWidget(m_about, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::s);
    column->addWidget(header);
    column->addWidget(m_banner);
    column->addWidget(state);
    column->addWidget(m_hint);
    column->addWidget(m_conflict);
    column->addWidget(m_stack, 1);

    constexpr int pause = 2'000; // ms
    m_pause.setSingleShot(true);
    m_pause.setInterval(pause);
    connect(&m_pause, &QTimer::timeout, this, [this] { save(); });
    connect(&m_context.session, &Session::committed, this, [this](const Committed& change) {
        if (!m_incident.isNull()
            && (change.stream.incident == m_incident || change.stream.incident == registryIncident())) {
            reload();
        }
    });
    connect(&m_context.session, &Session::momentChanged, this, &DisclosurePage::reload);
}

DisclosurePage::~DisclosurePage()
{
    // A window that closes between two pauses loses nothing: the lane outlives this page.
    save();
}

QWidget* DisclosurePage::makeLists()
{
    m_draftTable = new QTableView(this);
    m_draftTable->setObjectName(u"disclosure.drafts"_s);
    setupTable(m_draftTable, tr("Drafts"));
    m_draftTable->setModel(makeFilterProxy(m_drafts, this));
    m_draftTable->setSortingEnabled(false);
    m_draftTable->setItemDelegateForColumn(DraftsModel::StandColumn, new PillDelegate(m_draftTable));
    m_draftTable->setItemDelegateForColumn(DraftsModel::NoteColumn, new PillDelegate(m_draftTable));
    m_draftTable->horizontalHeader()->setStretchLastSection(false);
    m_draftTable->horizontalHeader()->setSectionResizeMode(DraftsModel::TitleColumn, QHeaderView::Stretch);
    constexpr int standWidth = 130, leastWidth = 80;
    m_draftTable->setColumnWidth(DraftsModel::StandColumn, standWidth);
    m_draftTable->horizontalHeader()->setMinimumSectionSize(leastWidth);
    m_draftTable->setTextElideMode(Qt::ElideMiddle); // notices to customers differ at their end
    connect(m_draftTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        const auto id = currentId(m_draftTable);
        if (id && (!open() || open()->disclosure.id != *id)) {
            save();
            m_wanted = *id;
            m_section.clear();
            reload();
            Q_EMIT inspectWanted(*id);
        }
    });
    m_sectionTable = new QTableView(this);
    m_sectionTable->setObjectName(u"disclosure.sections"_s);
    setupTable(m_sectionTable, tr("Sections of the draft"));
    m_sectionTable->setModel(m_sections);
    m_sectionTable->setSortingEnabled(false);
    m_sectionTable->setItemDelegateForColumn(SectionsModel::StateColumn, new PillDelegate(m_sectionTable));
    m_sectionTable->horizontalHeader()->setStretchLastSection(false);
    m_sectionTable->horizontalHeader()->setSectionResizeMode(SectionsModel::HeadingColumn, QHeaderView::Stretch);
    m_sectionTable->setColumnWidth(SectionsModel::StateColumn, 104);
    connect(m_sectionTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& index) {
                if (index.isValid() && m_sections->at(index.row()).key != m_section) {
                    save();
                    m_section = m_sections->at(index.row()).key;
                    showSection(false);
                }
            });
    connect(m_sectionTable, &QTableView::activated, this, [this] { m_editor->setFocus(); });
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->addWidget(m_draftTable);
    split->addWidget(m_sectionTable);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    return split;
}

QWidget* DisclosurePage::makeText()
{
    auto* box = new QWidget(this);
    m_headingLabel = new QLabel(box);
    m_headingLabel->setObjectName(u"disclosure.heading"_s);
    m_headingLabel->setFont(textFont(TextSize::Lead, true));
    m_headingLabel->setWordWrap(true);
    m_editor = new SectionEditor(box);
    m_editor->setObjectName(u"disclosure.editor"_s);
    m_counts = mutedLabel({}, box);
    m_counts->setObjectName(u"disclosure.counts"_s);
    connect(m_editor, &SectionEditor::factWanted, this, &DisclosurePage::insertFact);
    connect(m_editor, &QTextEdit::textChanged, this, [this] {
        if (m_editor->document()->isModified()) {
            m_pause.start();
        }
    });
    connect(m_editor, &SectionEditor::markChosen, this, [this](const QString& fact) {
        const disclosure::FactValue* value = open() ? open()->facts.find(fact) : nullptr;
        if (value && !value->origin.isNull()) {
            Q_EMIT inspectWanted(value->origin);
        } else if (value && !value->evidence.empty()) {
            Q_EMIT inspectWanted(value->evidence.front());
        }
    });
    connect(m_editor, &SectionEditor::menuWanted, this, &DisclosurePage::fillMenu);
    connect(&m_editor->marks(), &SectionMarks::wordsMet, this, &DisclosurePage::answerSpelling);
    connect(&m_editor->marks(), &SectionMarks::marked, this, &DisclosurePage::showCounts);
    m_contest = new ContestPanel(box);
    connect(m_contest, &ContestPanel::taken, this, &DisclosurePage::settleFor);
    m_textStack = new QStackedWidget(box);
    m_textStack->addWidget(m_editor);
    m_textStack->addWidget(m_contest);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(space::s, 0, space::s, 0);
    column->setSpacing(space::s);
    column->addWidget(m_headingLabel);
    column->addWidget(m_textStack, 1);
    column->addWidget(m_counts);
    return box;
}

DisclosurePage::NoteTab DisclosurePage::makeNoteTab(const QString& objectName, const QString& name, const QString& text)
{
    NoteTab tab{new NotesModel(text, this), new QTableView(this)};
    tab.table->setObjectName(objectName);
    setupTable(tab.table, name);
    tab.table->setModel(tab.model);
    tab.table->setSortingEnabled(false);
    tab.table->setWordWrap(true);
    tab.table->setShowGrid(true);
    tab.table->setItemDelegateForColumn(NotesModel::StateColumn, new PillDelegate(tab.table));
    tab.table->setColumnWidth(NotesModel::StateColumn, 104);
    tab.table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    connect(tab.table, &QTableView::activated, this,
            [this, model = tab.model](const QModelIndex& index) { openNote(model->at(index.row())); });
    connect(tab.table, &QTableView::clicked, this,
            [this, model = tab.model](const QModelIndex& index) { goTo(model->at(index.row())); });
    m_tabs->addTab(tab.table, name);
    return tab;
}

QWidget* DisclosurePage::makeNotes()
{
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(u"disclosure.tabs"_s);
    m_tabs->setDocumentMode(true);
    m_findings = makeNoteTab(u"disclosure.findings"_s, tr("Findings"), tr("Words, why, what to do"));
    m_elements = makeNoteTab(u"disclosure.elements"_s, tr("Elements"), tr("Element, where it says so"));
    m_facts = makeNoteTab(u"disclosure.facts"_s, tr("Facts"), tr("Fact, what it says"));
    m_versions = makeNoteTab(u"disclosure.versions"_s, tr("Versions"), tr("What, who and when"));
    m_comments = makeNoteTab(u"disclosure.comments"_s, tr("Comments"), tr("Words, comment"));
    return m_tabs;
}

void DisclosurePage::setIncident(const Id& incident)
{
    if (incident == m_incident) {
        return;
    }
    save();
    m_incident = incident;
    m_wanted = {};
    m_section.clear();
    m_banner->dismiss();
    DraftsPicture none;
    none.books = m_picture.books;
    take(std::move(none));
    reload();
}

void DisclosurePage::reload()
{
    if (m_incident.isNull()) {
        return;
    }
    m_context.session.read(
        this,
        [incident = m_incident, wanted = m_wanted, books = m_picture.books](Casework& casework) {
            return draftsPicture(casework, incident, wanted, books);
        },
        [this, ticket = m_read.next()](Expected<DraftsPicture> picture) {
            if (!m_read.isCurrent(ticket)) {
                return;
            }
            if (picture) {
                take(std::move(*picture));
            } else {
                m_banner->showError(picture.error());
            }
        });
}

void DisclosurePage::take(DraftsPicture picture)
{
    m_picture = std::move(picture);
    m_drafts->setRows(m_picture.drafts);
    m_draftTable->setColumnHidden(
        DraftsModel::NoteColumn,
        std::ranges::all_of(m_picture.drafts, [](const DraftRow& row) { return row.note.isEmpty(); }));
    m_stack->setCurrentIndex(m_picture.drafts.empty() ? 0 : 1);
    if (open()) {
        m_wanted = open()->disclosure.id;
        const QSignalBlocker quiet(m_draftTable->selectionModel());
        selectId(m_draftTable, m_wanted);
    }
    showDraft();
}

void DisclosurePage::showDraft()
{
    const disclosure::Picture* draft = open();
    m_main->setVisible(draft != nullptr);
    m_stand->setVisible(draft != nullptr);
    showPack();
    showAttach();
    if (!draft) {
        m_about->clear();
        m_hint->dismiss();
        m_conflict->dismiss();
        m_sections->setRows({});
        m_shownSection.clear();
        return;
    }
    const bool isPast = m_context.session.moment().has_value();
    m_stand->setWord(bulkhead::wordOf(draft->stand));
    m_main->setText(draft->stand == Stand::Drafting        ? tr("Put up for approval")
                        : draft->stand == Stand::Submitted ? tr("Approve…")
                        : draft->stand == Stand::Approved  ? tr("It was sent…")
                                                           : tr("Follow-up…"));
    m_main->setEnabled(!isPast && !draft->isPrivileged()
                       && (draft->stand != Stand::Drafting || m_picture.check.isOk()));
    m_main->setToolTip(draft->isPrivileged()     ? tr("What is privileged does not leave.")
                           : m_main->isEnabled() ? QString()
                                                 : tr("The findings say what stops it."));
    QStringList about;
    const Disclosure& head = draft->disclosure.value;
    about.append(head.recipient.isEmpty() ? tr("No recipient yet (Details…)") : tr("To %1").arg(head.recipient));
    if (!draft->missing.isEmpty()) {
        about.append(tr("not signed yet: %1").arg(draft->missing.join(", "_L1)));
    }
    if (const auto* version = draft->newest()) {
        about.append(draft->isEdited ? tr("edited since version %1, which is void").arg(version->value.number)
                                     : tr("version %1").arg(version->value.number));
    }
    if (draft->isPrivileged()) {
        about.append(tr("privileged: seen by Legal and whom Legal let in, never exported"));
    }
    m_about->setText(about.join(u" · "_s));
    QStringList moved;
    for (const disclosure::MovedFact& one : draft->moved) {
        moved.append(tr("%1 was “%2” and is “%3”.").arg(disclosure::FactSheet::labelOf(one.name), one.before, one.now));
    }
    if (!moved.isEmpty()) {
        m_hint->showText(Tone::Warn,
                         draft->stand == Stand::Sent ? tr("What was sent says something else than is known now.")
                                                     : tr("Figures have moved since this was put up for approval."),
                         moved.join(u' '));
        if (draft->stand == Stand::Sent) {
            m_hint->setAction(tr("Follow-up…"), [this] { followUp(); });
        } else {
            m_hint->setAction(tr("Put up again"), [this] { submit(); });
        }
    } else if (!m_picture.hint.isEmpty()) {
        m_hint->showText(Tone::Warn, m_picture.hint);
    } else {
        m_hint->dismiss();
    }
    showOutline();
    showSection(false);
    showNotes();
}

void DisclosurePage::showOutline()
{
    std::vector<SectionRow> rows;
    for (const Kept<DisclosureSection>& one : open()->sections) {
        SectionRow row{
            .id = one.id, .key = one.value.key, .heading = one.value.heading, .isContested = one.isContested};
        for (const Finding& finding : m_picture.check.findings) {
            if (finding.section == row.key) {
                ++(finding.stops ? row.stopping : row.notes);
            }
        }
        for (const Kept<Comment>& comment : m_picture.comments) {
            row.notes += comment.value.about == one.id ? 1 : 0;
        }
        rows.push_back(std::move(row));
    }
    m_sections->setRows(std::move(rows));
    const bool isThere = std::ranges::any_of(m_sections->rows(),
                                             [this](const auto& row) { return row.key == m_section; });
    if (!isThere && m_sections->rowCount() > 0) {
        m_section = m_sections->at(0).key;
    }
    for (int row = 0; row < m_sections->rowCount(); ++row) {
        if (m_sections->at(row).key == m_section) {
            const QSignalBlocker quiet(m_sectionTable->selectionModel());
            m_sectionTable->setCurrentIndex(m_sections->index(row, 0));
        }
    }
}

const Kept<DisclosureSection>* DisclosurePage::currentSection() const
{
    return open() ? open()->section(m_section) : nullptr;
}

void DisclosurePage::showSection(bool isForced)
{
    const Kept<DisclosureSection>* section = currentSection();
    const disclosure::Picture* draft = open();
    if (!draft || !section) {
        return;
    }
    m_headingLabel->setText(section->value.heading);
    m_editor->setAccessibleName(tr("Text of the section “%1”").arg(section->value.heading));
    m_editor->setReadOnly(m_context.session.moment().has_value());
    prepareMarks();
    const auto books = m_picture.books;
    const disclosure::RedactionFinder redactions = m_editor->marks().redactions();
    m_editor->setFaces([this, books, redactions](const Span& span) -> MarkFace {
        const disclosure::Picture* now = open();
        switch (span.kind) {
        case Span::Kind::Chip: {
            const disclosure::FactValue* value = now ? now->facts.find(span.text) : nullptr;
            if (!value) {
                return {span.text, tr("There is no such fact."), true};
            }
            const bool hasOrigin = !value->origin.isNull() || !value->evidence.empty();
            return {value->text,
                    u"%1: %2\n%3"_s.arg(disclosure::FactSheet::labelOf(span.text), value->text,
                                        hasOrigin ? tr("A click shows where it comes from.") : QString()),
                    !value->isKnown, !redactions.in(value->text).empty()};
        }
        case Span::Kind::Element: {
            const auto* head = now
                ? books->shelf.templates.find(now->disclosure.value.templateId, now->disclosure.value.language)
                : nullptr;
            const auto* element = head ? head->element(span.text) : nullptr;
            return {span.text, element ? u"%1\n%2"_s.arg(element->title, element->cite) : span.text, false};
        }
        case Span::Kind::Ask:
            return {u"✎ "_s + span.text, span.text, true};
        case Span::Kind::Later:
            return {tr("will follow"), span.text, false};
        case Span::Kind::Text:
            break;
        }
        return {};
    });
    const QString shown = draft->disclosure.id.text() + u'/' + m_section;
    const auto contest = m_picture.contests.find(m_section);
    const bool isSettledNow = contest == m_picture.contests.end() && m_textStack->currentIndex() == 1;
    const bool isTyping = m_editor->document()->isModified() || m_writing > 0;
    if (shown != m_shownSection || isForced || isSettledNow || (!isTyping && section->value.text != m_base)) {
        m_shownSection = shown;
        m_base = section->value.text;
        const auto text = disclosure::readMarkup(section->value.text);
        m_editor->setText(text ? *text : disclosure::Text{});
        m_conflict->dismiss();
    } else if (isTyping && !section->isContested && section->value.text != m_base && m_writing == 0) {
        settle();
    }
    showContest(contest == m_picture.contests.end() ? nullptr : &contest->second);
    showCounts();
}

void DisclosurePage::settle()
{
    // Somebody else wrote this section while it was being typed in: nobody's words are lost, a person chooses.
    const QString mine = disclosure::writeMarkup(m_editor->text());
    const QString theirs = currentSection()->value.text;
    const disclosure::Merge merge = disclosure::mergeTexts(m_base, mine, theirs);
    m_conflict->showText(Tone::Warn, tr("This section has been changed by somebody else meanwhile."),
                         merge.isClean ? tr("Both changes fit together.")
                                       : tr("Both changed the same words: they stand side by side in brackets."));
    m_conflict->setAction(tr("Put both together"), [this, merge, theirs] {
        if (const auto text = disclosure::readMarkup(merge.text)) {
            m_editor->setText(*text);
            m_base = theirs;
            m_editor->document()->setModified(true);
            m_conflict->dismiss();
            m_pause.start();
        }
    });
}

void DisclosurePage::showNotes()
{
    const disclosure::Picture* draft = open();
    std::vector<NoteRow> rows;
    std::map<QString, int> seen; // of those that say the same
    int stopping = 0;
    for (const Finding& one : m_picture.check.findings) {
        stopping += one.stops ? 1 : 0;
        const QString which = one.rule + one.section + one.text;
        QString text = one.reason + u'\n' + one.needs;
        text += one.suggestion.isEmpty() ? QString() : u'\n' + tr("Say: %1").arg(one.suggestion);
        rows.push_back({.id = rowId(which + QString::number(++seen[which])),
                        .first = one.text,
                        .state = one.stops ? Word{tr("stops"), Tone::Warn, Mark::Triangle}
                                           : Word{tr("note"), Tone::Neutral, Mark::Dot},
                        .text = text,
                        .tip = one.source,
                        .section = one.section,
                        .words = one.rule == "element"_L1 ? QString() : one.text});
    }
    showRows(m_findings, std::move(rows));
    m_tabs->setTabText(0, stopping > 0 ? tr("Findings (%1)").arg(stopping) : tr("Findings"));
    rows = {};
    for (const disclosure::ElementState& one : m_picture.check.elements) {
        rows.push_back({.id = rowId(one.element.id),
                        .first = one.element.title,
                        .state = wordOf(one.state),
                        .text = one.element.cite,
                        .tip = one.answer,
                        .section = one.section,
                        .words = {}});
    }
    showRows(m_elements, std::move(rows));
    rows = {};
    for (const auto& [name, value] : draft->facts.all()) {
        rows.push_back({.id = rowId(name),
                        .first = disclosure::FactSheet::labelOf(name),
                        .state = value.isKnown ? Word{tr("known"), Tone::Ok, Mark::Check}
                                               : Word{tr("not yet"), Tone::Neutral, Mark::Ring},
                        .text = value.text,
                        .tip = u'{' + name + u'}',
                        .section = {},
                        .words = {}});
    }
    showRows(m_facts, std::move(rows));
    rows = {};
    const auto nameOf = [this](const Id& member) {
        const auto found = m_picture.members.find(member);
        return found == m_picture.members.end() ? member.text() : found->second;
    };
    for (const Kept<DisclosureSending>& one : draft->sendings) {
        rows.push_back({.id = one.id,
                        .first = one.value.title,
                        .state = {tr("sent"), Tone::Ok, Mark::Check},
                        .text = u"%1, %2 %3"_s.arg(nameOf(one.value.recordedBy), timetext::moment(one.value.sentAt),
                                                   one.value.reference),
                        .tip = one.value.note,
                        .section = {},
                        .words = {}});
    }
    for (const Kept<DisclosureApproval>& one : draft->approvals) {
        rows.push_back({.id = one.id,
                        .first = one.value.title,
                        .state = one.value.isBreakGlass ? Word{tr("glass broken"), Tone::Overdue, Mark::Octagon}
                                                        : Word{tr("signed"), Tone::Accent, Mark::Diamond},
                        .text = u"%1, %2"_s.arg(nameOf(one.value.approvedBy), timetext::moment(one.value.approvedAt)),
                        .tip = one.value.reason,
                        .section = {},
                        .words = {}});
    }
    for (const Kept<DisclosureVersion>& one : draft->versions) {
        rows.push_back({.id = one.id,
                        .first = one.value.title,
                        .state = {tr("frozen"), Tone::Neutral, Mark::Square},
                        .text = u"%1, %2\nSHA-256 %3\n%4"_s.arg(nameOf(one.value.submittedBy),
                                                                timetext::moment(one.value.submittedAt),
                                                                QString::fromLatin1(one.value.contentHash().toHex()),
                                                                tr("Checked by %1").arg(one.value.rules)),
                        .tip = one.value.rules,
                        .section = {},
                        .words = {}});
    }
    showRows(m_versions, std::move(rows));
    rows = {};
    const auto keyOf = [&](const Id& id) {
        const auto found = std::ranges::find(draft->sections, id, &Kept<DisclosureSection>::id);
        return found == draft->sections.end() ? QString() : found->value.key;
    };
    for (const Kept<DisclosureSuggestion>& one : draft->suggestions) {
        rows.push_back(
            {.id = one.id,
             .first = one.value.excerpt,
             .state = {tr("suggested"), Tone::Accent, Mark::Diamond},
             .text = tr("%1: “%2” %3").arg(nameOf(one.value.suggestedBy), one.value.replacement, one.value.why),
             .tip = tr("Enter decides it."),
             .section = keyOf(one.value.section),
             .words = one.value.excerpt});
    }
    for (const Kept<Comment>& one : m_picture.comments) {
        const auto by = m_picture.commenters.find(one.id);
        rows.push_back({.id = one.id,
                        .first = one.value.quote,
                        .state = {tr("comment"), Tone::Neutral, Mark::Dot},
                        .text = u"%1, %2: %3"_s.arg(by == m_picture.commenters.end() ? QString() : by->second,
                                                    timetext::moment(one.value.writtenAt), one.value.text),
                        .tip = {},
                        .section = keyOf(one.value.about),
                        .words = one.value.quote});
    }
    m_tabs->setTabText(4, rows.empty() ? tr("Comments") : tr("Comments (%1)").arg(rows.size()));
    showRows(m_comments, std::move(rows));
}

void DisclosurePage::showRows(const NoteTab& tab, std::vector<NoteRow> rows)
{
    if (rows == tab.model->rows()) {
        return;
    }
    // All heights are measured once, not anew after each row.
    QHeaderView* heights = tab.table->verticalHeader();
    heights->setSectionResizeMode(QHeaderView::Fixed);
    tab.model->setRows(std::move(rows));
    heights->setSectionResizeMode(QHeaderView::ResizeToContents);
}

void DisclosurePage::goTo(const NoteRow& note)
{
    if (!note.section.isEmpty() && note.section != m_section) {
        save();
        m_section = note.section;
        showOutline();
        showSection(false);
    }
    if (!note.words.isEmpty()) {
        m_editor->select(note.words);
    }
}

const Finding* DisclosurePage::namingOf(const NoteRow& note) const
{
    const auto& findings = m_picture.check.findings;
    const auto found = std::ranges::find_if(findings, [&](const Finding& one) {
        return one.rule == "names-another"_L1 && one.stops && one.text == note.first
            && note.text.startsWith(one.reason);
    });
    return found == findings.end() ? nullptr : &*found;
}

void DisclosurePage::openNote(const NoteRow& note)
{
    goTo(note);
    const disclosure::Picture* draft = open();
    if (!draft) {
        return;
    }
    if (std::ranges::any_of(draft->suggestions, [&](const auto& one) { return one.id == note.id; })) {
        decide(note.id);
        return;
    }
    if (const auto* naming = namingOf(note)) {
        letName(naming->text);
        return;
    }
    for (const auto& [name, value] : draft->facts.all()) {
        if (rowId(name) == note.id && !value.origin.isNull()) {
            Q_EMIT inspectWanted(value.origin);
            return;
        }
    }
    if (!note.words.isEmpty() || !note.section.isEmpty()) {
        m_editor->setFocus();
    }
}

void DisclosurePage::reveal(const Id& entity)
{
    save();
    m_wanted = entity;
    reload();
}

void DisclosurePage::save(std::function<void()> then)
{
    m_pause.stop();
    const disclosure::Picture* draft = open();
    if (!draft || m_shownSection.isEmpty() || !m_editor->document()->isModified() || m_editor->isReadOnly()) {
        if (then) {
            then();
        }
        return;
    }
    const QString key = m_shownSection.section(u'/', 1);
    const Id id = draft->disclosure.id;
    const QString markup = disclosure::writeMarkup(m_editor->text());
    m_editor->document()->setModified(false);
    if (markup == m_base) {
        if (then) {
            then();
        }
        return;
    }
    const QString before = std::exchange(m_base, markup);
    ++m_writing;
    m_context.session.finishWriting(
        this,
        [id, key, markup, books = m_picture.books](Casework& casework) {
            return Drafting(casework, books->law, books->shelf).setSection(id, key, markup);
        },
        [this, before, then = std::move(then)](const Expected<void>& done) {
            --m_writing;
            if (!done) {
                // What was typed stays in the editor.
                m_base = before;
                m_editor->document()->setModified(true);
                m_banner->showError(done.error());
                return;
            }
            if (then) {
                then();
            }
        });
}

} // namespace bulkhead
