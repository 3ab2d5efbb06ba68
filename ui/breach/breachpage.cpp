#include "ui/breach/breachpage.h"

#include "models/incident/session.h"
#include "ui/breach/breachdialogs.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/flowlayout.h"
#include "ui/common/formdialog.h"
#include "ui/common/pill.h"
#include "ui/common/printing.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/timetext.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
QString part(const QString& title, const QString& text)
{
    return text.isEmpty()
        ? QString()
        : u"<p><b>%1</b><br>%2</p>"_s.arg(title.toHtmlEscaped(), text.toHtmlEscaped().replace(u'\n', "<br>"_L1));
}

QString listOf(const QString& title, const QStringList& items)
{
    if (items.isEmpty()) {
        return {};
    }
    QString html = u"<p><b>%1</b></p><ul>"_s.arg(title.toHtmlEscaped());
    for (const QString& item : items) {
        html += u"<li>%1</li>"_s.arg(item.toHtmlEscaped());
    }
    return html + "</ul>"_L1;
}

/// A record as text keeps its lines and the blanks before them.
QString documentHtml(const QString& document)
{
    return u"<div style=\"white-space:pre-wrap\">%1</div>"_s.arg(document.toHtmlEscaped());
}
} // namespace

BreachPage::BreachPage(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_banner(new Banner(this))
    , m_suggestions(new Banner(this))
    , m_conclusion(new Pill(this))
    , m_provenance(new Pill(this))
    , m_identifiability(new Pill(this))
    , m_consequence(new QLabel(this))
    , m_tabs(new QTabWidget(this))
    , m_filter(new QLineEdit(this))
    , m_records(new RecordsModel(this))
    , m_recordTable(new QTableView(this))
    , m_document(new QTextBrowser(this))
{
    setObjectName(u"breach.page"_s);
    setupHeader();
    m_tabs->setDocumentMode(true);
    m_tabs->setObjectName(u"breach.pages"_s);
    m_parts[0].part = breach::Part::Tree;
    m_parts[1].part = breach::Part::Sheet;
    m_parts[2].part = breach::Part::Misuse;
    setupPart(m_parts[0], u"breach.questions"_s, tr("The ten questions"));
    setupPart(m_parts[1], u"breach.sheet"_s, tr("Fact sheet"));
    setupPart(m_parts[2], u"breach.misuse"_s, tr("Misuse"));
    m_tabs->addTab(makeRecords(), tr("Records"));
    connect(m_tabs, &QTabWidget::currentChanged, this, &BreachPage::showCurrent);
    connect(&m_context.session, &Session::committed, this, [this](const Committed& change) {
        if (!m_incident.isNull() && change.stream.incident == m_incident) {
            reload();
        }
    });
    connect(&m_context.session, &Session::momentChanged, this, &BreachPage::reload);
}

void BreachPage::setupHeader()
{
    m_filter->setObjectName(u"breach.filter"_s);
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter questions"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(220);
    auto* header = new SectionHeader(tr("Is it a personal data breach?"), SectionHeader::Level::Page, this);
    auto* answerButton = new QPushButton(tr("Answer…"), header);
    answerButton->setObjectName(u"answer"_s);
    m_sign = new QPushButton(tr("Sign a record…"), header);
    m_sign->setObjectName(u"sign"_s);
    makePrimary(m_sign);
    connect(answerButton, &QPushButton::clicked, this, &BreachPage::answer);
    connect(m_sign, &QPushButton::clicked, this, &BreachPage::sign);
    header->addWidget(m_filter);
    header->addWidget(answerButton);
    header->addWidget(m_sign);
    auto* pills = new QWidget(this);
    auto* flow = new FlowLayout(pills);
    flow->addWidget(m_conclusion);
    flow->addWidget(m_provenance);
    flow->addWidget(m_identifiability);
    m_consequence->setObjectName(u"breach.consequence"_s);
    m_consequence->setWordWrap(true);
    m_suggestions->setObjectName(u"breach.suggestions"_s);
    m_suggestions->setDismissable(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::s);
    column->addWidget(header);
    column->addWidget(m_banner);
    column->addWidget(pills);
    column->addWidget(m_consequence);
    column->addWidget(m_suggestions);
    column->addWidget(m_tabs, 1);
}

void BreachPage::setupPart(Part& part, const QString& objectName, const QString& name)
{
    part.model = new QuestionsModel(this);
    part.table = new QTableView(this);
    part.text = new QTextBrowser(this);
    auto* proxy = makeFilterProxy(part.model, this);
    part.table->setObjectName(objectName);
    setupTable(part.table, name);
    part.table->setModel(proxy);
    part.table->setItemDelegateForColumn(QuestionsModel::AnswerColumn, new PillDelegate(part.table));
    part.table->sortByColumn(QuestionsModel::NumberColumn, Qt::AscendingOrder);
    part.table->setColumnWidth(QuestionsModel::NumberColumn, 60);
    part.table->setColumnWidth(QuestionsModel::AnswerColumn, 130);
    part.table->setColumnWidth(QuestionsModel::SuggestedColumn, 96);
    part.table->setColumnWidth(QuestionsModel::OwnerColumn, 100);
    part.table->setColumnWidth(QuestionsModel::ByColumn, 170);
    part.table->horizontalHeader()->setStretchLastSection(false);
    part.table->horizontalHeader()->setSectionResizeMode(QuestionsModel::QuestionColumn, QHeaderView::Stretch);
    part.table->installEventFilter(this);
    connectFilter(m_filter, proxy);
    connect(part.table, &QTableView::activated, this, &BreachPage::answer);
    connect(part.table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &BreachPage::showCurrent);
    part.text->setObjectName(objectName + ".text"_L1);
    part.text->setAccessibleName(tr("The current question, and what the answers come to"));
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->addWidget(part.table);
    split->addWidget(part.text);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    m_tabs->addTab(split, name);
}

QWidget* BreachPage::makeRecords()
{
    m_recordTable->setObjectName(u"breach.records"_s);
    setupTable(m_recordTable, tr("Signed records"));
    m_recordTable->setModel(makeFilterProxy(m_records, this));
    m_recordTable->setItemDelegateForColumn(RecordsModel::ConclusionColumn, new PillDelegate(m_recordTable));
    m_recordTable->setItemDelegateForColumn(RecordsModel::SignatureColumn, new PillDelegate(m_recordTable));
    m_recordTable->sortByColumn(RecordsModel::NumberColumn, Qt::DescendingOrder);
    m_recordTable->setColumnWidth(RecordsModel::NumberColumn, 60);
    m_recordTable->setColumnWidth(RecordsModel::SignedColumn, 170);
    m_recordTable->setColumnWidth(RecordsModel::ByColumn, 130);
    m_recordTable->setColumnWidth(RecordsModel::ConclusionColumn, 190);
    m_recordTable->setColumnWidth(RecordsModel::ProvenanceColumn, 110);
    m_recordTable->setColumnWidth(RecordsModel::IdentifiabilityColumn, 120);
    connect(m_recordTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        showCurrent();
        if (const RecordRow* row = currentRecord()) {
            Q_EMIT inspectWanted(row->kept.id);
        }
    });
    m_document->setObjectName(u"breach.document"_s);
    m_document->setAccessibleName(tr("The current record in full, or a draft where none is signed"));
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->addWidget(m_recordTable);
    split->addWidget(m_document);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 3);
    return split;
}

void BreachPage::setIncident(const Id& incident)
{
    if (incident == m_incident) {
        return;
    }
    m_incident = incident;
    m_banner->dismiss();
    BreachPicture none;
    none.books = m_picture.books;
    take(std::move(none));
    reload();
}

void BreachPage::reload()
{
    if (m_incident.isNull()) {
        return;
    }
    m_context.session.read(
        this,
        [incident = m_incident, books = m_picture.books](Casework& casework) {
            return breachPicture(casework, incident, books);
        },
        [this, ticket = m_read.next()](Expected<BreachPicture> picture) {
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

void BreachPage::take(BreachPicture picture)
{
    m_picture = std::move(picture);
    for (Part& each : m_parts) {
        std::vector<QuestionRow> rows;
        std::ranges::copy_if(m_picture.questions, std::back_inserter(rows),
                             [&](const QuestionRow& row) { return row.entry.question->part == each.part; });
        each.model->setRows(std::move(rows));
        // Columns that say nothing leave their room to the questions.
        for (const int column :
             {QuestionsModel::SuggestedColumn, QuestionsModel::OwnerColumn, QuestionsModel::ByColumn}) {
            bool isEmpty = true;
            for (int row = 0; row < each.model->rowCount() && isEmpty; ++row) {
                isEmpty = each.model->index(row, column).data().toString().isEmpty();
            }
            each.table->setColumnHidden(column, isEmpty);
        }
        if (!each.table->currentIndex().isValid() && each.table->model()->rowCount() > 0) {
            each.table->setCurrentIndex(each.table->model()->index(0, 0));
        }
    }
    m_records->setRows(m_picture.records);
    if (!m_toReveal.isNull() && selectId(m_recordTable, m_toReveal)) {
        m_toReveal = {};
    } else if (!m_recordTable->currentIndex().isValid() && m_records->rowCount() > 0) {
        m_recordTable->setCurrentIndex(m_recordTable->model()->index(0, 0));
    }
    const breach::Finding& finding = m_picture.picture.finding;
    m_conclusion->setWord(wordOfConclusion(breach::conclusionId(finding.conclusion)));
    m_provenance->setWord(wordOf(finding.provenance));
    m_identifiability->setWord(wordOf(finding.identifiability));
    const auto& records = m_picture.picture.records;
    const QString state = records.empty() ? tr("Nothing is signed yet.")
        : m_picture.picture.isRecordCurrent()
        ? tr("Record %1 says so, signed.").arg(records.front().value.number)
        : tr("Record %1 says something else: sign a new one.").arg(records.front().value.number);
    m_consequence->setText(breach::consequenceOf(finding.conclusion) + u' ' + state);
    const int suggestions = m_picture.suggestions();
    if (suggestions == 0) {
        m_suggestions->dismiss();
    } else {
        m_suggestions->showText(
            Tone::Accent, tr("The incident suggests %n answer(s) that nobody has recorded.", nullptr, suggestions));
        m_suggestions->setAction(tr("Look at them…"), [this] { takeSuggestions(); });
    }
    m_tabs->setTabText(3, records.empty() ? tr("Records") : tr("Records (%1)").arg(records.size()));
    showCurrent();
}

BreachPage::Part* BreachPage::currentPart()
{
    const int at = m_tabs->currentIndex();
    return at >= 0 && at < static_cast<int>(m_parts.size()) ? &m_parts.at(static_cast<std::size_t>(at)) : nullptr;
}

const QuestionRow* BreachPage::currentQuestion()
{
    Part* each = currentPart();
    const auto id = each != nullptr ? currentId(each->table) : std::nullopt;
    const int row = id ? each->model->rowOf(*id) : -1;
    return row < 0 ? nullptr : &each->model->at(row);
}

const RecordRow* BreachPage::currentRecord() const
{
    const auto id = currentId(m_recordTable);
    const int row = id ? m_records->rowOf(*id) : -1;
    return row < 0 ? nullptr : &m_records->at(row);
}

QString BreachPage::htmlOf(const QuestionRow& row) const
{
    const breach::Entry& entry = row.entry;
    QString html = u"<h3>%1</h3>"_s.arg(entry.question->question.toHtmlEscaped());
    if (!entry.question->help.isEmpty()) {
        html += u"<p>%1</p>"_s.arg(entry.question->help.toHtmlEscaped());
    }
    html += part(tr("Answer"), entry.value.isEmpty() ? QString() : entry.value);
    html += part(tr("Why"), entry.why);
    if (entry.answeredAt > 0) {
        html += part(tr("Answered"), tr("%1, %2").arg(row.by, timetext::moment(entry.answeredAt)));
    }
    QStringList pieces;
    for (const Id& id : entry.evidence) {
        const auto found = std::ranges::find(m_picture.evidence, id, &Kept<Evidence>::id);
        pieces.append(found == m_picture.evidence.end() ? id.text() : found->value.name);
    }
    html += part(tr("Evidence"), pieces.join(", "_L1));
    if (!entry.suggested.isEmpty()) {
        html += part(tr("Suggested, not recorded"), u"%1\n%2"_s.arg(valueText(entry.suggested), entry.suggestedWhy));
    }
    html += part(tr("Likely consequence of a yes"), entry.question->consequence);
    html += part(tr("Source"), entry.question->source);
    return html;
}

QString BreachPage::findingHtml() const
{
    const breach::Finding& finding = m_picture.picture.finding;
    const auto asked = [this](const QStringList& ids) {
        QStringList texts;
        for (const QString& id : ids) {
            const breach::Question* question = m_picture.books->questions.find(id);
            texts.append(question == nullptr ? id : question->question);
        }
        return texts;
    };
    QString html = listOf(tr("How it follows"), finding.steps);
    html += listOf(tr("Contradictions"), finding.contradictions);
    html += listOf(tr("Open, and taken as if it were a breach"), asked(finding.open));
    html += listOf(tr("Missing before one may say “contains no personal data”"), asked(finding.missing));
    const breach::Questions& questions = m_picture.books->questions;
    html += part(tr("Questions"),
                 questions.reviewedBy().isEmpty()
                     ? tr("Version %1. No lawyer has reviewed them.").arg(questions.version())
                     : tr("Version %1. Reviewed by %2.").arg(questions.version(), questions.reviewedBy()));
    return html;
}

QString BreachPage::misuseHtml() const
{
    QString html = listOf(tr("Likely consequences"), m_picture.misuse.consequences);
    html += part(tr("Marking"), m_picture.misuse.marking);
    html += part(tr("Paragraph for a warning to customers"), m_picture.misuse.warning);
    return html;
}

void BreachPage::showCurrent()
{
    const bool hasPicture = !m_picture.questions.empty();
    for (Part& each : m_parts) {
        const auto id = currentId(each.table);
        const int row = id ? each.model->rowOf(*id) : -1;
        QString html = row < 0 ? QString() : htmlOf(each.model->at(row));
        if (hasPicture) {
            html += "<hr>"_L1 + (each.part == breach::Part::Misuse ? misuseHtml() : findingHtml());
        }
        each.text->setHtml(html);
    }
    const RecordRow* record = currentRecord();
    m_document->setHtml(record != nullptr ? documentHtml(record->kept.value.document)
                            : hasPicture  ? documentHtml(m_picture.draft)
                                          : QString());
}

void BreachPage::reveal(const Id& entity)
{
    if (m_records->rowOf(entity) >= 0) {
        m_tabs->setCurrentIndex(3);
    }
    if (!selectId(m_recordTable, entity)) {
        m_toReveal = entity;
    }
}

void BreachPage::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

bool BreachPage::eventFilter(QObject* watched, QEvent* event)
{
    const auto isTable = [watched](const Part& each) { return each.table == watched; };
    if (event->type() == QEvent::KeyPress && std::ranges::any_of(m_parts, isTable)) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const QString proposed = key->modifiers() != Qt::NoModifier ? QString()
            : key->key() == Qt::Key_Y                               ? u"yes"_s
            : key->key() == Qt::Key_N                               ? u"no"_s
            : key->key() == Qt::Key_U                               ? u"unknown"_s
                                                                    : QString();
        const QuestionRow* row = currentQuestion();
        if (!proposed.isEmpty() && row != nullptr
            && (proposed == "unknown"_L1 || row->entry.question->values.contains(proposed))) {
            openAnswer(proposed);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void BreachPage::answer()
{
    openAnswer({});
}

void BreachPage::openAnswer(const QString& proposed)
{
    const QuestionRow* row = currentQuestion();
    if (row == nullptr) {
        return;
    }
    auto* dialog = new AnswerDialog(*row, m_picture, proposed, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [incident = m_incident, books = m_picture.books, wish = dialog->wish()](Casework& casework) {
                return breach::Inquiry(casework, books->law, books->questions).answer(incident, wish);
            },
            [dialog](const Expected<Id>& done) { dialog->finish(done); });
    });
    dialog->open();
}

void BreachPage::takeSuggestions()
{
    QStringList lines;
    for (const QuestionRow& row : m_picture.questions) {
        if (!row.entry.suggested.isEmpty()) {
            lines.append(u"– %1 %2 (%3)"_s.arg(row.entry.question->question, valueText(row.entry.suggested),
                                               row.entry.suggestedWhy));
        }
    }
    if (lines.isEmpty()) {
        Q_EMIT announced(tr("The incident suggests no answer to an open question."));
        return;
    }
    askToConfirm(this, tr("Record these as your answers?"), lines.join(u'\n'),
                 tr("Record %n answer(s)", nullptr, static_cast<int>(lines.size())), false, [this] {
                     m_context.session.write(
                         this,
                         [incident = m_incident, books = m_picture.books](Casework& casework) {
                             return breach::Inquiry(casework, books->law, books->questions).takeSuggestions(incident);
                         },
                         [this](const Expected<int>& taken) {
                             if (taken) {
                                 Q_EMIT announced(tr("Recorded: %n answer(s).", nullptr, *taken));
                             } else {
                                 m_banner->showError(taken.error());
                             }
                         });
                 });
}

void BreachPage::sign()
{
    if (m_picture.questions.empty()) {
        return;
    }
    auto* dialog = new SignDialog(m_picture, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [incident = m_incident, books = m_picture.books, reasoning = dialog->reasoning(),
             again = dialog->takeCredential()](Casework& casework) {
                return breach::Inquiry(casework, books->law, books->questions).sign(incident, reasoning, again);
            },
            [this, dialog](const Expected<Id>& made) {
                dialog->finish(made);
                if (made) {
                    m_toReveal = *made;
                    m_tabs->setCurrentIndex(3);
                    Q_EMIT announced(tr("The record is signed."));
                }
            });
    });
    dialog->open();
}

void BreachPage::print()
{
    const RecordRow* record = currentRecord();
    const QString signature = record == nullptr ? QString()
                                                : tr("\nSigned by %1, %2; the signature is %3.")
                                                      .arg(record->by, timetext::moment(record->kept.value.signedAt),
                                                           record->isValid ? tr("valid") : tr("NOT VALID"));
    const QString text = (record == nullptr ? m_picture.draft : record->kept.value.document) + signature;
    if (text.isEmpty()) {
        return;
    }
    printFromVault(this, m_context.session, m_incident,
                   {tr("The record leaves the vault"), m_picture.codeName, [text] { return documentHtml(text); },
                    tr("The record of the breach question was printed.")},
                   [this](const Error& error) { m_banner->showError(error); });
}

void BreachPage::copy()
{
    Part* each = currentPart();
    const QString text = each != nullptr ? each->text->toPlainText() : m_document->toPlainText();
    if (!text.isEmpty()) {
        QGuiApplication::clipboard()->setText(text);
        Q_EMIT announced(tr("Copied."));
    }
}

} // namespace bulkhead
