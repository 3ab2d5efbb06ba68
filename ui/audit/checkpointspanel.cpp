#include "ui/audit/checkpointspanel.h"

#include "models/incident/session.h"
#include "models/journal/timestamp.h"
#include "models/journal/timestampclient.h"
#include "ui/audit/stampdialog.h"
#include "ui/common/card.h"
#include "ui/common/emptystate.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"

#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QNetworkAccessManager>
#include <QPushButton>
#include <QSaveFile>
#include <QStackedWidget>
#include <QTableView>
#include <QTimeZone>
#include <QVBoxLayout>

#include <algorithm>

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

Word proofOf(const CheckpointRow& row)
{
    const bool isStamped = row.checkpoint.stampedAt.has_value();
    if (!row.finding) {
        return {isStamped ? CheckpointsModel::tr("What the vault held, and when; verify to compare")
                          : CheckpointsModel::tr("What the vault held; verify to compare"),
                Tone::Neutral, Mark::Ring};
    }
    if (row.finding->isComplete && isStamped && !row.finding->isAuthorityTrusted) {
        return {CheckpointsModel::tr("All of it is here; this machine does not trust the stamp's authority"),
                Tone::Warn, Mark::Triangle};
    }
    if (row.finding->isComplete) {
        return {isStamped ? CheckpointsModel::tr("All of it is here, and was there when it was stamped")
                          : CheckpointsModel::tr("All that it names is here"),
                Tone::Ok, Mark::Check};
    }
    return {CheckpointsModel::tr("Something that it names is missing"), Tone::Overdue, Mark::Octagon};
}

QString stampOf(const CheckpointRow& row)
{
    if (!row.checkpoint.stampedAt) {
        return CheckpointsModel::tr("none");
    }
    const QString by = row.finding && !row.finding->stampedBy.isEmpty() ? row.finding->stampedBy
                                                                        : row.checkpoint.authority;
    return CheckpointsModel::tr("%1, %2").arg(timetext::moment(*row.checkpoint.stampedAt), by);
}

Expected<std::vector<CheckpointRow>> readCheckpoints(Casework& casework)
{
    const Journal& journal = casework.journal();
    TRY(const auto records, journal.records(Table<Checkpoint>::kind));
    const auto devices = journal.devices();
    std::vector<CheckpointRow> rows;
    for (const Record& record : records) {
        CheckpointRow row{record.entity, fromRecord<Checkpoint>(record), {}, {}};
        const auto device = std::ranges::find(devices, row.checkpoint.device, &Journal::NamedDevice::id);
        row.by = device == devices.end() ? QString() : journal.nameOf(device->device.user);
        rows.push_back(std::move(row));
    }
    std::ranges::sort(rows, std::greater(), [](const CheckpointRow& row) { return row.checkpoint.at; });
    return rows;
}

} // namespace

QVariant CheckpointsModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case MadeColumn:
        return tr("Made");
    case ByColumn:
        return tr("By");
    case ChainsColumn:
        return tr("Chains");
    case StampColumn:
        return tr("Time stamp");
    case ProvesColumn:
        return tr("What it proves");
    default:
        return {};
    }
}

QVariant CheckpointsModel::cell(const CheckpointRow& row, int column, int role) const
{
    if (column == ProvesColumn && (role == ToneRole || role == MarkRole)) {
        const Word word = proofOf(row);
        return role == ToneRole ? static_cast<int>(word.tone) : static_cast<int>(word.mark);
    }
    if (role == SortRole && column == MadeColumn) {
        return row.checkpoint.at;
    }
    if (role == Qt::ToolTipRole && column == MadeColumn) {
        return timetext::tooltip(row.checkpoint.at);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != SortRole) {
        return {};
    }
    switch (column) {
    case MadeColumn:
        return timetext::preciseMoment(row.checkpoint.at);
    case ByColumn:
        return row.by;
    case ChainsColumn:
        return countText(row.checkpoint.chains);
    case StampColumn:
        return stampOf(row);
    default:
        return proofOf(row).text;
    }
}

CheckpointsPanel::CheckpointsPanel(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new CheckpointsModel(this))
    , m_table(new QTableView(this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(u"audit.checkpoints"_s);
    m_table->setObjectName(u"audit.checkpointTable"_s);
    setupTable(m_table, tr("Checkpoints, the newest first"));
    m_table->setModel(m_model);
    m_table->setSortingEnabled(false);
    m_table->setItemDelegateForColumn(CheckpointsModel::ProvesColumn, new PillDelegate(m_table));
    m_table->setColumnWidth(CheckpointsModel::MadeColumn, 200);
    m_table->setColumnWidth(CheckpointsModel::ByColumn, 130);
    m_table->setColumnWidth(CheckpointsModel::ChainsColumn, 80);
    m_table->setColumnWidth(CheckpointsModel::StampColumn, 260);

    auto* empty = new EmptyState(
        u"verified"_s, tr("No checkpoint yet"),
        tr("A checkpoint takes the ends of all chains into one signed number. Kept outside, it "
           "shows later whether the vault was put back to an older state."),
        tr("Make a checkpoint"), this);
    empty->setObjectName(u"audit.noCheckpoints"_s);
    connect(empty, &EmptyState::triggered, this, &CheckpointsPanel::make);

    auto* bar = new QWidget(this);
    auto* makeButton = new QPushButton(tr("Make a checkpoint"), bar);
    auto* stampButton = new QPushButton(tr("Make a stamped one…"), bar);
    auto* saveButton = new QPushButton(tr("Save its file…"), bar);
    stampButton->setObjectName(u"audit.stampCheckpointButton"_s);
    stampButton->setAccessibleName(tr("Make a time-stamped checkpoint"));
    connect(stampButton, &QPushButton::clicked, this, &CheckpointsPanel::makeStamped);
    makeButton->setObjectName(u"audit.makeCheckpointButton"_s);
    saveButton->setObjectName(u"audit.saveCheckpointButton"_s);
    connect(makeButton, &QPushButton::clicked, this, &CheckpointsPanel::make);
    connect(saveButton, &QPushButton::clicked, this, &CheckpointsPanel::saveCurrent);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::s);
    row->addWidget(
        mutedLabel(tr("Keep the file outside this machine: against it, bulkheadctl verify finds a vault that "
                      "was put back."),
                   bar),
        1);
    row->addWidget(makeButton);
    row->addWidget(stampButton);
    row->addWidget(saveButton);
    auto* list = new QWidget(this);
    auto* column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    column->addWidget(bar);
    column->addWidget(m_table, 1);
    m_stack->addWidget(empty);
    m_stack->addWidget(list);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, space::s, 0, 0);
    whole->addWidget(m_stack);
    reload();
}

void CheckpointsPanel::reload()
{
    m_context.session.read(this, readCheckpoints,
                           [this, ticket = m_read.next()](Expected<std::vector<CheckpointRow>> rows) {
                               if (!m_read.isCurrent(ticket)) {
                                   return;
                               }
                               if (rows) {
                                   take(std::move(*rows));
                               } else {
                                   Q_EMIT failed(rows.error());
                               }
                           });
}

void CheckpointsPanel::take(std::vector<CheckpointRow> rows)
{
    for (CheckpointRow& row : rows) {
        const auto found = std::ranges::find(m_findings, row.id, &CheckpointFinding::id);
        row.finding = found == m_findings.end() ? std::nullopt : std::optional(*found);
    }
    m_model->setRows(std::move(rows));
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 1 : 0);
    if (!m_table->currentIndex().isValid() && m_model->rowCount() > 0) {
        m_table->setCurrentIndex(m_model->index(0, 0));
    }
    Q_EMIT countChanged();
}

void CheckpointsPanel::showFindings(const std::vector<CheckpointFinding>& findings)
{
    m_findings = findings;
    take(m_model->rows());
}

void CheckpointsPanel::make()
{
    m_context.session.write(
        this,
        [](Casework& casework) -> Expected<CheckpointFile> {
            TRY(const Checkpoint made, casework.journal().measureCheckpoint());
            CHECK_OK(casework.journal().recordCheckpoint(made));
            return casework.journal().fileOf(made);
        },
        [this](const Expected<CheckpointFile>& made) {
            if (!made) {
                Q_EMIT failed(made.error());
                return;
            }
            Q_EMIT announced(tr("A checkpoint over %1 chains stands in the vault. Save its file outside.")
                                 .arg(countText(made->checkpoint.chains)));
            reload();
        });
}

QString CheckpointsPanel::lastAuthority() const
{
    // The newest stand first.
    const auto& rows = m_model->rows();
    const auto stamped = std::ranges::find_if(
        rows, [](const CheckpointRow& row) { return !row.checkpoint.authority.isEmpty(); });
    return stamped == rows.end() ? QString() : stamped->checkpoint.authority;
}

void CheckpointsPanel::makeStamped()
{
    auto* dialog = new StampDialog(lastAuthority(), this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] { askForStamp(dialog); });
    dialog->open();
}

void CheckpointsPanel::askForStamp(StampDialog* dialog)
{
    m_context.session.write(
        dialog,
        [](Casework& casework) -> Expected<Measured> {
            Journal& journal = casework.journal();
            TRY(Checkpoint made, journal.measureCheckpoint());
            Bytes imprint = made.imprint(journal.vault().id(), journal.fingerprint());
            return Measured{std::move(made), std::move(imprint)};
        },
        [this, dialog](const Expected<Measured>& measured) {
            if (measured) {
                sendQuestion(dialog, *measured);
            } else {
                dialog->finish(measured);
            }
        });
}

void CheckpointsPanel::sendQuestion(StampDialog* dialog, const Measured& measured)
{
    const auto certificates = dialog->certificates();
    if (!certificates) {
        dialog->finish(certificates);
        return;
    }
    m_network = m_network ? m_network : new QNetworkAccessManager(this);
    const Bytes question = timestamp::question(measured.imprint);
    const QUrl authority = dialog->authority();
    timestamp::ask(*m_network, authority, question, dialog,
                   [this, dialog, question, authority, certificates = *certificates,
                    checkpoint = measured.checkpoint](const Expected<Bytes>& answer) mutable {
                       const auto given = answer
                           ? timestamp::readAnswer(*answer, question, certificates, m_context.session.clock().now())
                           : std::unexpected(answer.error());
                       if (!given) {
                           dialog->finish(given);
                           return;
                       }
                       checkpoint.authority = authority.toString(QUrl::RemoveUserInfo);
                       checkpoint.token = given->token;
                       checkpoint.stampedAt = given->at;
                       keepStamped(dialog, std::move(checkpoint));
                   });
}

void CheckpointsPanel::keepStamped(StampDialog* dialog, Checkpoint checkpoint)
{
    const qint64 at = checkpoint.stampedAt.value_or(0);
    m_context.session.write(
        dialog,
        [checkpoint = std::move(checkpoint)](Casework& casework) {
            return casework.journal().recordCheckpoint(checkpoint);
        },
        [this, dialog, at](const Expected<Id>& kept) {
            dialog->finish(kept);
            if (kept) {
                Q_EMIT announced(
                    tr("The checkpoint was stamped at %1. Save its file outside.").arg(timetext::moment(at)));
                reload();
            }
        });
}

void CheckpointsPanel::saveCurrent()
{
    const QModelIndex index = m_table->currentIndex();
    if (!index.isValid()) {
        return;
    }
    m_context.session.read(
        this,
        [checkpoint = m_model->at(index.row()).checkpoint](Casework& casework) {
            return Expected<CheckpointFile>(casework.journal().fileOf(checkpoint));
        },
        [this](const Expected<CheckpointFile>& file) {
            if (file) {
                save(*file);
            } else {
                Q_EMIT failed(file.error());
            }
        });
}

void CheckpointsPanel::save(const CheckpointFile& file)
{
    auto* dialog = new QFileDialog(this, tr("Save the checkpoint"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"checkpoint"_s);
    dialog->selectFile(u"bulkhead-%1.checkpoint"_s.arg(
        QDateTime::fromMSecsSinceEpoch(file.checkpoint.at, QTimeZone::utc()).toString(u"yyyyMMdd-HHmmss"_s)));
    connect(dialog, &QFileDialog::fileSelected, this, [this, json = file.encoded()](const QString& path) {
        QSaveFile out(path);
        if (!out.open(QIODevice::WriteOnly) || !out.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
            || out.write(json) != json.size() || !out.commit()) {
            Q_EMIT failed({u"machine.write-failed"_s, tr("%1 was not written: %2.").arg(path, out.errorString())});
            return;
        }
        Q_EMIT announced(tr("The checkpoint was saved to %1.").arg(path));
    });
    dialog->open();
}

} // namespace bulkhead
