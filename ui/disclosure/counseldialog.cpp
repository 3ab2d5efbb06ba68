#include "ui/disclosure/counseldialog.h"

#include "ui/common/card.h"
#include "ui/common/momentedit.h"
#include "ui/common/timetext.h"

#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead {

Expected<CounselReaders> counselReaders(const Casework& casework, const Id& incident)
{
    CounselReaders result;
    TRY(const auto given, counselAccess(casework, incident));
    for (const Journal::NamedMember& one : casework.journal().members()) {
        if (one.member.isRetired || !one.member.roles.meets(readers)) {
            continue;
        }
        const auto access = std::ranges::find_if(given, [&](const Kept<CounselAccess>& kept) {
            return kept.value.user == one.id && isInForce(kept.value, casework.now());
        });
        if (one.member.roles.has(Role::Legal)) {
            result.byRole.append(one.member.name);
        } else if (access == given.end()) {
            result.others.push_back({one.id, one.member.name, {}});
        } else {
            const auto& until = access->value.until;
            const QString note = until ? CounselDialog::tr("until %1: %2").arg(timetext::moment(*until))
                                       : CounselDialog::tr("%1");
            result.letIn.push_back({one.id, one.member.name, note.arg(access->value.reason)});
        }
    }
    return result;
}

CounselDialog::CounselDialog(const CounselReaders& who, QWidget* parent)
    : FormDialog(tr("Counsel compartment"), tr("Let in"), parent)
    , m_letIn(new QListWidget(this))
    , m_takeOut(new QPushButton(tr("&Take out…"), this))
    , m_member(new QComboBox(this))
    , m_reason(new QPlainTextEdit(this))
    , m_until(new MomentEdit(tr("Until"), true, this))
{
    constexpr int width = 560, listHeight = 110, reasonHeight = 64;
    setObjectName(u"counselDialog"_s);
    setMinimumWidth(width);
    setIntroduction(tr("Read by the role Legal: %1. Whom you let in reads all that stands there, and writes there what "
                       "their roles allow; nobody outside is told.")
                        .arg(who.byRole.join(u", "_s)));
    m_letIn->setObjectName(u"letIn"_s);
    m_letIn->setAccessibleName(tr("Who was let in"));
    m_letIn->setMaximumHeight(listHeight);
    for (const CounselReaders::Person& one : who.letIn) {
        auto* item = new QListWidgetItem(u"%1, %2"_s.arg(one.name, one.note), m_letIn);
        item->setData(Qt::UserRole, QVariant::fromValue(one.id));
        item->setData(Qt::UserRole + 1, one.name);
    }
    m_takeOut->setObjectName(u"takeOut"_s);
    m_takeOut->setAutoDefault(false);
    m_takeOut->setEnabled(false);
    connect(m_letIn, &QListWidget::currentItemChanged, this,
            [this](const QListWidgetItem* item) { m_takeOut->setEnabled(item != nullptr); });
    connect(m_takeOut, &QPushButton::clicked, this, [this] {
        if (const QListWidgetItem* item = m_letIn->currentItem()) {
            Q_EMIT takeOutWanted(item->data(Qt::UserRole).value<Id>(), item->data(Qt::UserRole + 1).toString());
        }
    });
    if (who.letIn.empty()) {
        m_letIn->hide();
        m_takeOut->hide();
        addWidget(mutedLabel(tr("Nobody else has been let in."), this));
    } else {
        addWidget(m_letIn);
        addWidget(m_takeOut);
        auto* plainly = mutedLabel(tr("What they have read they have read: taking somebody out keeps from them what is "
                                      "written from then on. The compartment's key stays, so a copy of the vault from "
                                      "before still opens what was in it."),
                                   this);
        plainly->setWordWrap(true);
        addWidget(plainly);
    }
    m_member->setObjectName(u"member"_s);
    for (const CounselReaders::Person& one : who.others) {
        m_member->addItem(one.name, QVariant::fromValue(one.id));
    }
    m_reason->setObjectName(u"reason"_s);
    m_reason->setTabChangesFocus(true);
    m_reason->setFixedHeight(reasonHeight);
    m_until->setObjectName(u"until"_s);
    addRow(tr("&Member"), m_member);
    addRow(tr("&Reason"), m_reason, tr("It stands in the compartment."));
    addRow(tr("&Until"), m_until, tr("Empty: until they are taken out."));
    setValidator([this] {
        return m_member->count() == 0 ? tr("Everybody who works on incidents reads it already.")
            : reason().isEmpty()      ? tr("Say why.")
                                      : m_until->problem();
    });
}

Id CounselDialog::member() const
{
    return m_member->currentData().value<Id>();
}

QString CounselDialog::reason() const
{
    return m_reason->toPlainText().trimmed();
}

std::optional<qint64> CounselDialog::until() const
{
    return m_until->moment();
}

} // namespace bulkhead
