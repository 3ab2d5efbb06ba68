#include "ui/connectors/connectordialogs.h"

#include "models/crm/sync/packagesource.h"
#include "models/crm/sync/schedule.h"
#include "models/incident/session.h"
#include "ui/common/card.h"
#include "ui/common/fields.h"
#include "ui/common/style.h"
#include "ui/common/words.h"

#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBrowser>

#include <algorithm>
#include <iterator>
#include <ranges>
#include <set>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int wideDialog = 680;
constexpr int tallText = 360;
constexpr std::size_t mostShown = 300; ///< records; a first run may have thousands

/// "Case: Subject, Priority, Status".
QString fieldsOf(const crm::Mapping& mapping, CrmScope scope)
{
    QStringList lines;
    for (const crm::ObjectMapping& object : mapping.objects) {
        QStringList fields;
        for (const crm::FieldMapping& field : object.fieldsFor(scope)) {
            if (field.direction != crm::Direction::In) {
                //: a field in the CRM and what stands in it
                fields.append(ReleaseDialog::tr("%1 (%2)").arg(field.theirs, QString(field.ours).replace(u'_', u' ')));
            }
        }
        lines.append(u"%1: %2"_s.arg(object.object, fields.join(u", "_s)));
    }
    return lines.join(u'\n');
}
} // namespace

ReasonDialog::ReasonDialog(const QString& title, const QString& verb, const QString& introduction, QWidget* parent)
    : FormDialog(title, verb, parent)
    , m_reason(proseField(u"reason"_s, this))
{
    setObjectName(u"reasonDialog"_s);
    setIntroduction(introduction);
    addRow(tr("&Reason"), m_reason, tr("It stays in the journal."));
    setValidator([this] { return reason().isEmpty() ? tr("Say why: others will read it.") : QString(); });
    m_reason->setFocus();
}

QString ReasonDialog::reason() const
{
    return m_reason->toPlainText().trimmed();
}

void ReasonDialog::setDestructive()
{
    makeDestructive(mainButton());
}

ReleaseDialog::ReleaseDialog(const QString& incident, const QString& connector, const crm::Mapping& mapping,
                             CrmScope scope, QWidget* parent)
    : ReasonDialog(tr("Release %1").arg(incident), tr("Release"),
                   scope == CrmScope::Basic
                       ? tr("First step: code name, phase, severity and the tasks marked shareable go to “%1” with the "
                            "next run. Title and summary need a second release.")
                             .arg(connector)
                       : tr("Second step: title and summary go to “%1” too, where everybody who may read the case "
                            "there reads them.")
                             .arg(connector),
                   parent)
{
    setObjectName(u"releaseDialog"_s);
    auto* fields = mutedLabel(fieldsOf(mapping, scope), this);
    fields->setObjectName(u"fields"_s);
    addRow(tr("What goes there"), fields);
    addWidget(mutedLabel(tr("What is privileged, evidence and verdict rows never go. What is there cannot be called "
                            "back from here."),
                         this));
}

SelfSyncDialog::SelfSyncDialog(const QString& connector, int minutes, QWidget* parent)
    : FormDialog(tr("Synchronise %1 by itself").arg(connector), tr("Set"), parent)
    , m_often(new QComboBox(this))
{
    setObjectName(u"selfSyncDialog"_s);
    setIntroduction(tr("While the vault is open at this machine, what is released goes to “%1” and what has changed "
                       "there is taken, without anybody asking. It waits longer after failures, and stops where it is "
                       "paused or has to be signed in again.")
                        .arg(connector));
    m_often->setObjectName(u"often"_s);
    for (const int one : crm::selfIntervals) {
        m_often->addItem(one == 0 ? tr("Never") : tr("Every %1 minutes").arg(one), one);
    }
    m_often->setCurrentIndex(m_often->findData(minutes));
    addRow(tr("&How often"), m_often);
}

int SelfSyncDialog::minutes() const
{
    return m_often->currentData().toInt();
}

PreviewDialog::PreviewDialog(const QString& connector, const std::vector<LeavingRow>& rows, bool isPaused,
                             QWidget* parent)
    : FormDialog(tr("What would go to %1").arg(connector), tr("Synchronise now"), parent)
{
    setObjectName(u"previewDialog"_s);
    setMinimumWidth(wideDialog);
    std::set<Id> incidents;
    std::ranges::transform(rows, std::inserter(incidents, incidents.end()),
                           [](const LeavingRow& row) { return row.leaving.incident; });
    QString text = rows.empty()
        ? tr("Nothing would leave: what is released is there as it stands here.")
        : tr("%n record(s), in the CRM's words. Nothing is sent by looking.", nullptr, static_cast<int>(rows.size()));
    if (isPaused) {
        text += u' ' + tr("The connector is paused, so none of it leaves until it is resumed.");
    }
    setIntroduction(text);
    auto* shown = new QTextBrowser(this);
    shown->setObjectName(u"leaving"_s);
    shown->setAccessibleName(tr("What would leave, field by field"));
    shown->setMinimumHeight(rows.empty() ? rowHeight * 3 : tallText);
    QString html;
    for (const LeavingRow& row : rows | std::views::take(mostShown)) {
        const crm::Leaving& one = row.leaving;
        html += u"<p><b>%1</b></p><table cellspacing=\"0\" cellpadding=\"3\">"_s.arg(
            //: an incident's number and a kind of record in the CRM
            tr("%1 · %2").arg(row.incident, one.object).toHtmlEscaped());
        for (const auto& [field, value] : one.texts) {
            html += u"<tr><td width=\"170\">%1</td><td>%2</td></tr>"_s.arg(
                field.toHtmlEscaped(), value.toHtmlEscaped().replace(u'\n', "<br>"_L1));
        }
        html += "</table>"_L1;
    }
    if (rows.size() > mostShown) {
        html += u"<p>%1</p>"_s.arg(
            tr("and %1 more").arg(countText(static_cast<qint64>(rows.size() - mostShown))).toHtmlEscaped());
    }
    shown->setHtml(html);
    addWidget(shown);
    shown->setFocus();
}

QString textOf(const std::vector<crm::Inspection::Lack>& missing)
{
    QStringList lines;
    for (const auto& [object, field] : missing) {
        lines.append(u"%1.%2: %3"_s.arg(object, field.name, field.type));
    }
    return lines.join(u'\n');
}

MissingDialog::MissingDialog(const QString& connector, const std::vector<crm::Inspection::Lack>& missing,
                             bool withPackage, QWidget* parent)
    : FormDialog(tr("What %1 lacks").arg(connector), tr("Copy the list"), parent)
{
    setObjectName(u"missingDialog"_s);
    setMinimumWidth(wideDialog);
    setIntroduction(tr("Somebody who administers the CRM has to make these fields; without them records cannot be told "
                       "apart, and nothing is sent."));
    auto* list = new QPlainTextEdit(textOf(missing), this);
    list->setObjectName(u"missing"_s);
    list->setReadOnly(true);
    list->setTabChangesFocus(true);
    list->setAccessibleName(tr("Missing fields"));
    addWidget(list);
    if (withPackage) {
        auto* package = new QPushButton(tr("&Save a package for Salesforce…"), this);
        package->setObjectName(u"package"_s);
        package->setAutoDefault(false);
        connect(package, &QPushButton::clicked, this, &MissingDialog::packageWanted);
        addWidget(package);
    }
    connect(this, &FormDialog::submitted, this, [this, list] {
        QGuiApplication::clipboard()->setText(list->toPlainText());
        accept();
    });
}

void savePackage(FormDialog* dialog, Session& session, const crm::Mapping& mapping)
{
    auto* files = new QFileDialog(dialog, MissingDialog::tr("Folder for the package"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setFileMode(QFileDialog::Directory);
    files->setOption(QFileDialog::ShowDirsOnly);
    QObject::connect(files, &QFileDialog::fileSelected, dialog, [dialog, &session, mapping](const QString& folder) {
        const QString target = folder + u"/bulkhead-salesforce"_s;
        session.run(
            dialog, [mapping, target] { return crm::writePackage(mapping, target); },
            [dialog, target](const Expected<void>& written) {
                if (written) {
                    dialog->setIntroduction(
                        MissingDialog::tr(
                            "Written to %1. Who administers Salesforce deploys it (sf project deploy start "
                            "--metadata-dir) and gives the permission set Bulkhead to the user that signs "
                            "in.")
                            .arg(target));
                } else {
                    dialog->showError(written.error());
                }
            });
    });
    files->open();
}

} // namespace bulkhead
