#include "ui/audit/auditpage.h"

#include "models/incident/session.h"
#include "models/incident/words.h"
#include "ui/audit/checkpointspanel.h"
#include "ui/audit/contestedpanel.h"
#include "ui/audit/verificationcard.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/formdialog.h"
#include "ui/common/jobs.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"

#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {

constexpr qint64 largestCheckpoint = 4 << 20; ///< octets
constexpr int pauseMs = 200;                  ///< after the last key or commit before asking again

QString line(const QString& name, const QString& value)
{
    return u"<tr><td>%1&nbsp;&nbsp;</td><td>%2</td></tr>"_s.arg(name.toHtmlEscaped(), value.toHtmlEscaped());
}

} // namespace

AuditPage::AuditPage(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new ChangesModel(context.session, this))
    , m_banner(new Banner(this))
    , m_card(new VerificationCard(this))
    , m_tabs(new QTabWidget(this))
    , m_checkpoints(new CheckpointsPanel(context, this))
    , m_contested(new ContestedPanel(context, this))
    , m_scope(new QComboBox(this))
    , m_person(new QComboBox(this))
    , m_device(new QComboBox(this))
    , m_intent(new QLineEdit(this))
    , m_count(mutedLabel({}, this))
    , m_table(new QTableView(this))
    , m_text(new QTextBrowser(this))
{
    setObjectName(u"audit.page"_s);
    m_later.setSingleShot(true);
    m_later.setInterval(pauseMs);
    connect(&m_later, &QTimer::timeout, this, &AuditPage::ask);
    setupLayout();
    connect(m_model, &ChangesModel::failed, m_banner, &Banner::showError);
    connect(m_model, &ChangesModel::loaded, this, &AuditPage::refreshCount);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &AuditPage::showCurrent);
    connect(m_model, &QAbstractItemModel::modelReset, this, &AuditPage::showCurrent);
    connect(&m_context.session, &Session::committed, this, [this](const Committed& change) {
        m_later.start();
        m_contested->reloadSoon();
        if (change.intent.startsWith("checkpoint."_L1)) {
            m_checkpoints->reload();
        }
    });
    connect(&m_context.session, &Session::membersChanged, this, &AuditPage::loadPeople);
    loadPeople();
    ask();
}

QWidget* AuditPage::makeFilters()
{
    m_scope->setObjectName(u"audit.scope"_s);
    m_scope->setAccessibleName(tr("Which changes"));
    m_scope->addItem(tr("Whole vault"));
    m_scope->addItem(tr("This incident"));
    m_person->setObjectName(u"audit.person"_s);
    m_person->setAccessibleName(tr("By whom"));
    m_device->setObjectName(u"audit.device"_s);
    m_device->setAccessibleName(tr("On which device"));
    for (QComboBox* box : {m_person, m_device}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    }
    m_intent->setObjectName(u"audit.intent"_s);
    m_intent->setAccessibleName(tr("What was done, by the beginning of its identifier"));
    m_intent->setPlaceholderText(tr("What: task, evidence.add, …"));
    m_intent->setClearButtonEnabled(true);
    m_intent->setMaximumWidth(240);
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::s);
    row->addWidget(m_scope);
    row->addWidget(m_person);
    row->addWidget(m_device);
    row->addWidget(m_intent);
    row->addStretch(1);
    m_count->setWordWrap(false);
    row->addWidget(m_count);
    for (QComboBox* box : {m_scope, m_person, m_device}) {
        connect(box, &QComboBox::activated, this, &AuditPage::ask);
    }
    connect(m_intent, &QLineEdit::textChanged, &m_later, qOverload<>(&QTimer::start));
    return bar;
}

void AuditPage::setupLayout()
{
    m_table->setObjectName(u"audit.table"_s);
    setupTable(m_table, tr("Changes of the journal, the newest first"));
    m_table->setModel(m_model);
    m_table->setSortingEnabled(false);
    m_table->setItemDelegateForColumn(ChangesModel::StateColumn, new PillDelegate(m_table));
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->setColumnWidth(ChangesModel::AtColumn, 200);
    m_table->setColumnWidth(ChangesModel::AuthorColumn, 130);
    m_table->setColumnWidth(ChangesModel::IncidentColumn, 90);
    m_table->setColumnWidth(ChangesModel::StateColumn, 130);
    m_table->horizontalHeader()->setSectionResizeMode(ChangesModel::SaidColumn, QHeaderView::Stretch);
    m_text->setObjectName(u"audit.text"_s);
    m_text->setAccessibleName(tr("The current change in full"));
    m_card->hide();

    auto* header = new SectionHeader(tr("Audit"), SectionHeader::Level::Page, this);
    header->setExplanation(tr("Every change, signed and chained. Verify proves that none was altered."));
    auto* deep = new QPushButton(tr("Verify with all evidence"), header);
    auto* quick = new QPushButton(tr("Verify"), header);
    deep->setObjectName(u"audit.verifyDeepButton"_s);
    quick->setObjectName(u"audit.verifyButton"_s);
    makePrimary(quick);
    connect(deep, &QPushButton::clicked, this, &AuditPage::verifyDeep);
    connect(quick, &QPushButton::clicked, this, &AuditPage::verify);
    header->addWidget(deep);
    header->addWidget(quick);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->addWidget(m_table);
    split->addWidget(m_text);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::s);
    column->addWidget(header);
    column->addWidget(m_banner);
    column->addWidget(m_card);
    auto* changes = new QWidget(this);
    auto* listing = new QVBoxLayout(changes);
    listing->setContentsMargins(0, space::s, 0, 0);
    listing->setSpacing(space::s);
    listing->addWidget(makeFilters());
    listing->addWidget(split, 1);
    setupTabs(changes);
    column->addWidget(m_tabs, 1);
}

void AuditPage::setupTabs(QWidget* changes)
{
    m_tabs->setObjectName(u"audit.tabs"_s);
    m_tabs->setAccessibleName(tr("Changes, checkpoints and contested fields"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(changes, tr("Changes"));
    m_tabs->addTab(m_checkpoints, tr("Checkpoints"));
    m_tabs->addTab(m_contested, tr("Contested"));
    connect(m_checkpoints, &CheckpointsPanel::announced, this, &AuditPage::announced);
    connect(m_checkpoints, &CheckpointsPanel::failed, m_banner, &Banner::showError);
    connect(m_checkpoints, &CheckpointsPanel::countChanged, this, &AuditPage::refreshTabs);
    connect(m_contested, &ContestedPanel::announced, this, &AuditPage::announced);
    connect(m_contested, &ContestedPanel::failed, m_banner, &Banner::showError);
    connect(m_contested, &ContestedPanel::countChanged, this, &AuditPage::refreshTabs);
    connect(m_contested, &ContestedPanel::inspectWanted, this, &AuditPage::inspectWanted);
}

void AuditPage::refreshTabs()
{
    const auto text = [](const QString& title, int count) {
        return count > 0 ? tr("%1 (%2)").arg(title, countText(count)) : title;
    };
    m_tabs->setTabText(1, text(tr("Checkpoints"), m_checkpoints->count()));
    m_tabs->setTabText(2, text(tr("Contested"), m_contested->count()));
    Q_EMIT contestedChanged();
}

bool AuditPage::isSettled() const
{
    return m_model->isSettled() && !m_isVerifying && m_people.isSettled() && m_checkpoints->isSettled()
        && m_contested->isSettled();
}

int AuditPage::contested() const
{
    return m_contested->count();
}

void AuditPage::makeCheckpoint()
{
    m_tabs->setCurrentWidget(m_checkpoints);
    m_checkpoints->make();
}

void AuditPage::makeStampedCheckpoint()
{
    m_tabs->setCurrentWidget(m_checkpoints);
    m_checkpoints->makeStamped();
}

void AuditPage::saveCheckpoint()
{
    m_tabs->setCurrentWidget(m_checkpoints);
    m_checkpoints->saveCurrent();
}

void AuditPage::showContested()
{
    m_tabs->setCurrentWidget(m_contested);
    m_tabs->setFocus(Qt::ShortcutFocusReason);
}

void AuditPage::setIncident(const Id& incident)
{
    if (incident == m_incident) {
        return;
    }
    m_incident = incident;
    if (incident.isNull()) {
        m_scope->setCurrentIndex(0);
    }
    ask();
}

void AuditPage::loadPeople()
{
    using People = std::pair<std::vector<Journal::NamedMember>, std::vector<Journal::NamedDevice>>;
    m_context.session.read(
        this, [](Casework& casework) { return People(casework.journal().members(), casework.journal().devices()); },
        [this, ticket = m_people.next()](const People& people) {
            if (!m_people.isCurrent(ticket)) {
                return;
            }
            const auto fill = [](QComboBox* box, const QString& all, const auto& named, auto nameOf) {
                const QVariant chosen = box->currentData();
                box->clear();
                box->addItem(all);
                for (const auto& one : named) {
                    box->addItem(nameOf(one), QVariant::fromValue(one.id));
                }
                box->setCurrentIndex(std::max(0, box->findData(chosen)));
            };
            fill(m_person, tr("Everybody"), people.first, [](const auto& one) { return one.member.name; });
            fill(m_device, tr("All devices"), people.second, [](const auto& one) { return one.device.name; });
        });
}

void AuditPage::ask()
{
    m_later.stop();
    ChangeQuery query;
    if (m_scope->currentIndex() == 1 && !m_incident.isNull()) {
        query.incident = m_incident;
    }
    if (m_person->currentIndex() > 0) {
        query.author = m_person->currentData().value<Id>();
    }
    if (m_device->currentIndex() > 0) {
        query.device = m_device->currentData().value<Id>();
    }
    query.intent = m_intent->text().trimmed();
    m_model->ask(query);
}

void AuditPage::refreshCount()
{
    const QString count = countText(m_model->rowCount());
    m_count->setText(m_model->isWhole()     ? tr("Changes: %1").arg(count)
                         : m_model->total() ? tr("The newest %1 of %2 changes").arg(count, countText(*m_model->total()))
                                            : tr("The newest %1 changes").arg(count));
    if (!m_table->currentIndex().isValid() && m_model->rowCount() > 0) {
        m_table->setCurrentIndex(m_model->index(0, 0));
    }
}

QString AuditPage::htmlOf(const ChangeRow& row) const
{
    const ChangeEntry& entry = row.entry;
    const Schema& schema = m_context.session.schema();
    QString html = u"<table>"_s;
    for (const Fact& fact : entry.body.facts) {
        const Field* field = schema.field(fact.field);
        const EntityType* type = schema.type(kindOf(fact.field));
        if (field && QLatin1StringView(field->name) == "incident"_L1) {
            continue; // the column beside says it
        }
        const QString name = field && type ? u"%1: %2"_s.arg(QCoreApplication::translate("Entity", type->label),
                                                             QCoreApplication::translate("Field", field->label))
                                           : tr("Field %1, not understood").arg(fact.field);
        html += line(name, field ? displayValue(*field, fact.value).left(400) : QString());
    }
    html += line(tr("Device"), tr("%1, change %2 of its chain").arg(row.device).arg(entry.header.seq + 1));
    html += line(tr("Hash"), hex(entry.hash));
    html += line(tr("After"), entry.header.prev.isEmpty() ? tr("begins a chain") : hex(entry.header.prev));
    if (!entry.reason.isEmpty()) {
        html += line(tr("Not counted"), entry.reason);
    }
    return html + u"</table>"_s;
}

void AuditPage::showCurrent()
{
    const QModelIndex index = m_table->currentIndex();
    m_text->setHtml(index.isValid() && index.row() < m_model->rowCount() ? htmlOf(m_model->at(index.row()))
                                                                         : QString());
}

void AuditPage::verify()
{
    start(false);
}

void AuditPage::verifyDeep()
{
    start(true);
}

void AuditPage::verifyAgainst()
{
    auto* dialog = new QFileDialog(this, tr("A checkpoint that was kept outside"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, qOverload<const QString&>(&AuditPage::verifyAgainst));
    dialog->open();
}

void AuditPage::verifyAgainst(const QString& file)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly)) {
        m_banner->showText(Tone::Overdue, tr("%1 cannot be read.").arg(file), source.errorString());
        return;
    }
    auto kept = CheckpointFile::decode(source.read(largestCheckpoint));
    if (!kept) {
        m_banner->showError(kept.error());
        return;
    }
    Expectation expected;
    expected.against = *std::move(kept);
    start(false, expected);
}

void AuditPage::start(bool deep, const Expectation& expected)
{
    if (m_isVerifying) {
        return;
    }
    m_isVerifying = true;
    m_banner->dismiss();
    auto job = m_context.jobs.start(tr("Verifying the journal"));
    m_context.session.check(
        this,
        [deep, job, expected](Casework& casework) {
            return casework.journal().verify(
                deep, [&](qint64 done, qint64 all) { job->report(done, all); }, job->stopToken(), expected);
        },
        [this, job, deep](const Expected<Verification>& result) {
            m_isVerifying = false;
            if (!result) {
                job->finish(result.error().message, false);
                m_banner->showError(result.error());
                return;
            }
            job->finish(result->ok() ? tr("Nothing was altered.") : tr("The journal does not verify."), result->ok());
            m_outcome = Outcome{*result, deep, m_context.session.clock().now()};
            m_card->showResult(*result, deep, m_outcome->at);
            m_checkpoints->showFindings(result->checkpoints);
        });
}

void AuditPage::signNow()
{
    m_context.session.write(
        this, [](Casework& casework) { return casework.journal().signHeads(); },
        [this](const Expected<void>& done) {
            if (done) {
                Q_EMIT announced(tr("Every change of yours is signed."));
                m_model->askAgain();
            } else {
                m_banner->showError(done.error());
            }
        });
}

void AuditPage::rebuild()
{
    askToConfirm(this, tr("Rebuild from the journal"),
                 tr("What the rooms show is thrown away and folded again from the changes. Nothing is lost; a large "
                    "vault takes a minute."),
                 tr("&Rebuild"), false, [this] {
                     auto job = m_context.jobs.start(tr("Rebuilding from the journal"));
                     m_context.session.write(
                         this, [](Casework& casework) { return casework.journal().rebuild(); },
                         [this, job](const Expected<void>& done) {
                             job->finish(done ? tr("Rebuilt.") : done.error().message, done.has_value());
                             if (!done) {
                                 m_banner->showError(done.error());
                             }
                             m_model->askAgain();
                         });
                 });
}

void AuditPage::exportResult()
{
    if (!m_outcome) {
        m_banner->showText(Tone::Neutral, tr("Verify first; then the result can be exported."));
        return;
    }
    auto* dialog = new QFileDialog(this, tr("Export the verification"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"json"_s);
    dialog->selectFile(u"verification.json"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        QSaveFile file(path);
        const QByteArray json = verificationJson(m_outcome->result, m_outcome->wasDeep, m_outcome->at);
        if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.commit()) {
            m_banner->showText(Tone::Overdue, tr("%1 was not written.").arg(path), file.errorString());
            return;
        }
        Q_EMIT announced(tr("The verification was saved to %1.").arg(path));
    });
    dialog->open();
}

void AuditPage::copy()
{
    const QModelIndex index = m_table->currentIndex();
    if (!index.isValid()) {
        return;
    }
    const ChangeRow& row = m_model->at(index.row());
    QGuiApplication::clipboard()->setText(u"%1\t%2\t%3\n%4"_s.arg(
        timetext::utc(row.entry.header.clock.ms()), row.entry.authorName, row.said, m_text->toPlainText()));
    Q_EMIT announced(tr("The change was copied."));
}

void AuditPage::focusFilter()
{
    m_tabs->setCurrentIndex(0);
    m_intent->setFocus(Qt::ShortcutFocusReason);
    m_intent->selectAll();
}

} // namespace bulkhead
