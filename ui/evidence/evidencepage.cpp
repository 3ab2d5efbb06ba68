#include "ui/evidence/evidencepage.h"

#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/emptystate.h"
#include "ui/common/jobs.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/words.h"
#include "ui/evidence/destroydialog.h"
#include "ui/evidence/evidencedialogs.h"
#include "ui/evidence/evidencemodels.h"
#include "ui/evidence/keepingbar.h"

#include <QClipboard>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QMimeData>
#include <QPointer>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QUrl>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

EvidencePage::EvidencePage(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_evidence(new EvidenceModel(this))
    , m_custody(new CustodyModel(this))
    , m_sightings(new SightingModel(this))
    , m_banner(new Banner(this))
    , m_keeping(new KeepingBar(context, this))
    , m_stack(new QStackedWidget(this))
    , m_table(new QTableView(this))
    , m_tabs(new QTabWidget(this))
    , m_sightingTable(new QTableView(this))
    , m_hash(mutedLabel({}, this))
{
    setObjectName(u"evidence.page"_s);
    setAcceptDrops(true);
    setupLayout();
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        showCustody();
        if (const auto id = currentId(m_table)) {
            Q_EMIT inspectWanted(*id);
        }
    });
    connect(m_keeping, &KeepingBar::announced, this, &EvidencePage::announced);
    connect(m_keeping, &KeepingBar::failed, m_banner, &Banner::showError);
    connect(m_sightingTable, &QTableView::activated, this, &EvidencePage::editSighting);
    connect(&m_context.session, &Session::committed, this, [this](const Committed& change) {
        if (!m_incident.isNull() && change.stream.incident == m_incident) {
            reload();
            m_keeping->reload();
        }
    });
}

bool EvidencePage::isSettled() const
{
    return m_read.isSettled() && m_keeping->isSettled() && m_intakes == 0;
}

void EvidencePage::changeHold()
{
    m_keeping->changeHold();
}

void EvidencePage::changeRetention()
{
    m_keeping->changeRetention();
}

void EvidencePage::setupLayout()
{
    m_table->setObjectName(u"evidence.table"_s);
    setupTable(m_table, tr("Evidence of this incident"));
    m_table->setModel(makeFilterProxy(m_evidence, this));
    m_table->sortByColumn(EvidenceModel::AcquiredColumn, Qt::DescendingOrder);
    m_table->horizontalHeader()->setSectionResizeMode(EvidenceModel::NameColumn, QHeaderView::Stretch);
    for (const auto& [column, width] : {std::pair<int, int>{EvidenceModel::SizeColumn, 76},
                                        {EvidenceModel::AcquiredColumn, 166},
                                        {EvidenceModel::ByColumn, 110}}) {
        m_table->setColumnWidth(column, width);
    }
    auto* custody = new QTableView(this);
    custody->setObjectName(u"evidence.custody"_s);
    setupTable(custody, tr("Chain of custody of the current piece"));
    custody->setModel(makeFilterProxy(m_custody, this));
    custody->sortByColumn(0, Qt::AscendingOrder);
    custody->setColumnWidth(0, 190);
    custody->setColumnWidth(1, 110);
    custody->setColumnWidth(2, 140);
    auto* chain = new QWidget(this);
    auto* chainColumn = new QVBoxLayout(chain);
    chainColumn->setContentsMargins(0, space::s, 0, 0);
    m_hash->setTextInteractionFlags(Qt::TextSelectableByMouse);
    chainColumn->addWidget(m_hash);
    chainColumn->addWidget(custody, 1);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(chain, tr("Chain of custody"));
    m_tabs->addTab(makeSightings(), tr("Sightings"));

    auto* empty = new EmptyState(
        u"evidence"_s, tr("No evidence yet"),
        tr("Take in the leaked file, logs, screenshots, messages. Each is encrypted, known by its "
           "SHA-256, and has a chain of custody. Files can be dropped here."),
        tr("Add files…"), this);
    connect(empty, &EmptyState::triggered, this, &EvidencePage::add);
    m_stack->addWidget(empty);
    m_stack->addWidget(m_table);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->addWidget(m_stack);
    split->addWidget(m_tabs);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    auto* header = new SectionHeader(tr("Evidence"), SectionHeader::Level::Page, this);
    header->setExplanation(tr("What is held in the vault, and who has had it in hand."));
    auto* extractButton = new QPushButton(tr("Extract…"), header);
    connect(extractButton, &QPushButton::clicked, this, &EvidencePage::extract);
    auto* button = new QPushButton(tr("Add files"), header);
    makePrimary(button);
    connect(button, &QPushButton::clicked, this, &EvidencePage::add);
    header->addWidget(extractButton);
    header->addWidget(button);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::s);
    column->addWidget(header);
    column->addWidget(m_keeping);
    column->addWidget(m_banner);
    column->addWidget(split, 1);
}

QWidget* EvidencePage::makeSightings()
{
    auto* tab = new QWidget(this);
    m_sightingTable->setObjectName(u"evidence.sightings"_s);
    setupTable(m_sightingTable, tr("Where the material was seen"));
    m_sightingTable->setModel(makeFilterProxy(m_sightings, this));
    m_sightingTable->setColumnWidth(0, 300);
    m_sightingTable->setColumnWidth(1, 120);
    m_sightingTable->setColumnWidth(2, 180);
    m_sightingTable->setColumnWidth(3, 180);
    auto* button = new QPushButton(tr("Add sighting"), tab);
    connect(button, &QPushButton::clicked, this, &EvidencePage::addSighting);
    auto* line = new QHBoxLayout;
    line->addWidget(mutedLabel(tr("Where the material was seen in the open, and since when it is gone."), tab), 1);
    line->addWidget(button);
    auto* column = new QVBoxLayout(tab);
    column->setContentsMargins(0, space::s, 0, 0);
    column->addLayout(line);
    column->addWidget(m_sightingTable, 1);
    return tab;
}

void EvidencePage::setIncident(const Id& incident)
{
    if (incident == m_incident) {
        return;
    }
    m_incident = incident;
    m_banner->dismiss();
    take({});
    reload();
    m_keeping->setIncident(incident);
}

void EvidencePage::reload()
{
    if (m_incident.isNull()) {
        return;
    }
    m_context.session.read(
        this,
        [incident = m_incident](Casework& casework) -> Expected<Loaded> {
            Loaded loaded;
            TRY(loaded.evidence, casework.all<Evidence>(incident));
            TRY(loaded.custody, casework.all<CustodyStep>(incident));
            TRY(loaded.sightings, casework.all<Sighting>(incident));
            return loaded;
        },
        [this, ticket = m_read.next()](Expected<Loaded> loaded) {
            if (!m_read.isCurrent(ticket)) {
                return;
            }
            if (loaded) {
                take(std::move(*loaded));
            } else {
                m_banner->showError(loaded.error());
            }
        });
}

void EvidencePage::take(Loaded loaded)
{
    const int before = count();
    m_allSteps = std::move(loaded.custody);
    m_evidence->setRows(std::move(loaded.evidence));
    m_sightings->setRows(std::move(loaded.sightings));
    m_stack->setCurrentIndex(m_evidence->rowCount() > 0 ? 1 : 0);
    m_tabs->setTabText(
        1, m_sightings->rowCount() > 0 ? tr("Sightings (%1)").arg(m_sightings->rowCount()) : tr("Sightings"));
    if (!m_toReveal.isNull() && selectId(m_table, m_toReveal)) {
        m_toReveal = {};
    } else if (!m_table->currentIndex().isValid() && m_evidence->rowCount() > 0) {
        m_table->setCurrentIndex(m_table->model()->index(0, 0));
    }
    showCustody();
    if (before != count()) {
        Q_EMIT countChanged();
    }
}

int EvidencePage::count() const
{
    return m_evidence->rowCount();
}

void EvidencePage::showCustody()
{
    const auto evidence = current();
    std::vector<Kept<CustodyStep>> steps;
    if (evidence) {
        std::ranges::copy_if(m_allSteps, std::back_inserter(steps),
                             [&](const auto& step) { return step.value.evidence == evidence->id; });
    }
    m_custody->setRows(std::move(steps));
    m_hash->setText(evidence ? tr("%1 · SHA-256 %2").arg(evidence->value.name, hex(evidence->value.sha256))
                             : tr("Choose a piece of evidence to see who has had it in hand."));
}

std::optional<Kept<Evidence>> EvidencePage::current() const
{
    const auto id = currentId(m_table);
    const int row = id ? m_evidence->rowOf(*id) : -1;
    return row < 0 ? std::nullopt : std::optional(m_evidence->at(row));
}

void EvidencePage::reveal(const Id& entity)
{
    if (selectId(m_table, entity)) {
        m_tabs->setCurrentIndex(0);
    } else if (selectId(m_sightingTable, entity)) {
        m_tabs->setCurrentIndex(1);
    } else {
        m_toReveal = entity;
    }
}

void EvidencePage::add()
{
    auto* dialog = new QFileDialog(this, tr("Files to take into evidence"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &EvidencePage::addFiles);
    dialog->open();
}

void EvidencePage::addFiles(const QStringList& files)
{
    auto* dialog = new IntakeDialog(files, m_context.session.userName(), m_context.session.clock().now(), this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, files] {
        takeIn(files, dialog->about());
        dialog->accept();
    });
    dialog->open();
}

void EvidencePage::takeIn(const QStringList& files, const Evidence& about)
{
    m_banner->dismiss();
    for (const QString& path : files) {
        Evidence one = about;
        one.name = QFileInfo(path).fileName();
        auto job = m_context.jobs.start(tr("Taking in %1").arg(one.name));
        ++m_intakes;
        m_context.session.write(
            this,
            [incident = m_incident, path, one, job](Casework& casework) -> Expected<Casework::Intake> {
                QFile file(path);
                if (QFileInfo(path).isDir() || !file.open(QIODevice::ReadOnly)) {
                    return failure(
                        "evidence.no-file"_L1,
                        EvidencePage::tr("“%1” could not be read: %2. Nothing was taken in. Check that it is a "
                                         "file and that you may open it.")
                            .arg(one.name,
                                 QFileInfo(path).isDir() ? EvidencePage::tr("it is a folder") : file.errorString()));
                }
                const qint64 total = file.size();
                return casework.addEvidence(
                    incident, file, one, Compartment::Team, [&](qint64 done) { job->report(done, total); },
                    job->stopToken());
            },
            [this, job, name = one.name](const Expected<Casework::Intake>& taken) {
                --m_intakes;
                job->finish(taken ? tr("%1 is held, SHA-256 %2…").arg(name, hex(taken->sha256).left(12))
                                  : taken.error().message,
                            taken.has_value());
                if (!taken) {
                    m_banner->showError(taken.error());
                } else if (taken->wasThere) {
                    m_banner->showText(Tone::Neutral, tr("“%1” is held already.").arg(name),
                                       tr("Its content is the same, octet for octet, as that of the piece that is now "
                                          "selected. Nothing was added."));
                    reveal(taken->id);
                } else {
                    m_toReveal = taken->id;
                    Q_EMIT announced(tr("“%1” was taken into evidence.").arg(name));
                }
            });
    }
}

void EvidencePage::extract()
{
    const auto evidence = current();
    if (!evidence) {
        return;
    }
    auto* dialog = new ExtractDialog(evidence->value, this);
    connect(dialog, &FormDialog::submitted, dialog, [this, dialog, id = evidence->id] {
        m_context.session.write(
            dialog,
            [id, file = dialog->file(), why = dialog->why()](Casework& casework) {
                return casework.extractEvidence(id, file, why);
            },
            [this, dialog, file = dialog->file()](const Expected<void>& done) {
                dialog->finish(done);
                if (done) {
                    m_banner->showText(
                        Tone::Warn, tr("Extracted in the clear to %1.").arg(file),
                        tr("Its SHA-256 is that of the evidence. Delete it when it is no longer needed."));
                }
            });
    });
    dialog->open();
}

void EvidencePage::strike()
{
    const auto evidence = current();
    if (!evidence) {
        return;
    }
    askForStrikeReason(this, evidence->value.name,
                       [this, id = evidence->id](FormDialog* dialog, const QString& reason) {
                           m_context.session.write(
                               dialog, [id, reason](Casework& casework) { return casework.strike(id, reason); },
                               [dialog](const Expected<void>& done) { dialog->finish(done); });
                       });
}

void EvidencePage::destroy()
{
    const auto evidence = current();
    if (!evidence) {
        return;
    }
    m_context.session.read(
        this, [id = evidence->id](Casework& casework) { return readDestroyWish(casework, id); },
        [this](const Expected<DestroyWish>& wish) {
            if (!wish) {
                m_banner->showError(wish.error());
                return;
            }
            askToDestroy(*wish);
        });
}

void EvidencePage::askToDestroy(const DestroyWish& wish)
{
    const Id id = wish.evidence.id;
    if (wish.isOwn) {
        m_banner->showText(Tone::Neutral, tr("You have asked that “%1” be destroyed.").arg(wish.evidence.value.name),
                           tr("Another member has to approve: they choose the same command when they are signed in."));
        m_banner->setAction(tr("Withdraw"), [this, id] {
            m_context.session.write(
                this, [id](Casework& casework) { return Custodian(casework).withdraw(id); },
                [this](const Expected<void>& done) { done ? m_banner->dismiss() : m_banner->showError(done.error()); });
        });
        return;
    }
    auto* dialog = new DestroyDialog(wish, this);
    connect(dialog, &FormDialog::submitted, dialog, [this, dialog, id, name = wish.evidence.value.name] {
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [id, reason = dialog->reason(), again = dialog->takeCredential()](Casework& casework) {
                return Custodian(casework).destroy(id, reason, again);
            },
            [this, dialog, name](const Expected<Custodian::Step>& done) {
                dialog->finish(done);
                if (done) {
                    Q_EMIT announced(*done == Custodian::Step::Destroyed
                                         ? tr("The material of “%1” is destroyed.").arg(name)
                                         : tr("It is noted and signed. A second person has to approve."));
                }
            });
    });
    dialog->open();
}

void EvidencePage::copyHash()
{
    if (const auto evidence = current()) {
        QGuiApplication::clipboard()->setText(hex(evidence->value.sha256));
        Q_EMIT announced(tr("The SHA-256 of “%1” is copied.").arg(evidence->value.name));
    }
}

void EvidencePage::addSighting()
{
    m_tabs->setCurrentIndex(1);
    auto* dialog = new SightingDialog({}, m_context.session.clock().now(), this);
    connect(dialog, &FormDialog::submitted, dialog, [this, dialog] {
        m_context.session.write(
            dialog,
            [incident = m_incident, sighting = dialog->sighting()](Casework& casework) {
                return casework.add(incident, sighting);
            },
            [dialog](const Expected<Id>& added) { dialog->finish(added); });
    });
    dialog->open();
}

void EvidencePage::editSighting()
{
    const auto id = currentId(m_sightingTable);
    const int row = id ? m_sightings->rowOf(*id) : -1;
    if (row < 0) {
        return;
    }
    auto* dialog = new SightingDialog(m_sightings->at(row).value, m_context.session.clock().now(), this);
    connect(dialog, &FormDialog::submitted, dialog, [this, dialog, entity = *id] {
        m_context.session.write(
            dialog,
            [entity, sighting = dialog->sighting()](Casework& casework) { return casework.update(entity, sighting); },
            [dialog](const Expected<void>& done) { dialog->finish(done); });
    });
    dialog->open();
}

void EvidencePage::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() && !m_incident.isNull()) {
        event->acceptProposedAction();
    }
}

void EvidencePage::dropEvent(QDropEvent* event)
{
    QStringList files;
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile()) {
            files += url.toLocalFile();
        }
    }
    if (!files.isEmpty()) {
        event->acceptProposedAction();
        addFiles(files);
    }
}

} // namespace bulkhead
