#include "ui/evidence/keepingbar.h"

#include "models/incident/session.h"
#include "ui/common/card.h"
#include "ui/common/formdialog.h"
#include "ui/common/momentedit.h"
#include "ui/common/pill.h"
#include "ui/common/style.h"
#include "ui/common/timetext.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr int longestReason = 2000; ///< characters
}

KeepingBar::KeepingBar(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_hold(new Pill(this))
    , m_until(new Pill(this))
    , m_text(mutedLabel({}, this))
    , m_holdButton(new QPushButton(this))
    , m_untilButton(new QPushButton(tr("Keep until…"), this))
{
    setObjectName(u"evidence.keeping"_s);
    m_hold->setObjectName(u"keeping.hold"_s);
    m_until->setObjectName(u"keeping.until"_s);
    m_text->setObjectName(u"keeping.text"_s);
    m_holdButton->setObjectName(u"keeping.holdButton"_s);
    m_untilButton->setObjectName(u"keeping.untilButton"_s);
    m_untilButton->setAccessibleName(tr("Set until when this incident is kept"));
    connect(m_holdButton, &QPushButton::clicked, this, &KeepingBar::changeHold);
    connect(m_untilButton, &QPushButton::clicked, this, &KeepingBar::changeRetention);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::s);
    row->addWidget(m_hold);
    row->addWidget(m_until);
    row->addWidget(m_text, 1);
    row->addWidget(m_holdButton);
    row->addWidget(m_untilButton);
    take({});
}

void KeepingBar::setIncident(const Id& incident)
{
    m_incident = incident;
    take({});
    reload();
}

Expected<KeepingBar::State> KeepingBar::readState(Casework& casework, const Id& incident)
{
    State state;
    TRY(const auto now, casework.incident(incident));
    TRY(state.isOnHold, Custodian(casework).isOnHold(incident));
    state.holdReason = now.value.legalHoldReason;
    TRY(const auto record, casework.journal().record(Retention::idFor(incident)));
    state.retention = record ? fromRecord<Retention>(*record) : Retention();
    return state;
}

void KeepingBar::reload()
{
    if (m_incident.isNull()) {
        return;
    }
    m_context.session.read(
        this, [incident = m_incident](Casework& casework) { return readState(casework, incident); },
        [this, ticket = m_read.next()](Expected<State> state) {
            if (!m_read.isCurrent(ticket)) {
                return;
            }
            if (state) {
                take(std::move(*state));
            } else {
                Q_EMIT failed(state.error());
            }
        });
}

void KeepingBar::take(State state)
{
    m_state = std::move(state);
    const auto& until = m_state.retention.until;
    const bool isDue = until && *until <= m_context.session.clock().now();
    m_hold->setVisible(m_state.isOnHold);
    m_hold->setWord({tr("Legal hold"), Tone::Warn, Mark::Diamond});
    m_until->setWord(
        !until      ? Word{tr("Kept without end"), Tone::Neutral, Mark::Ring}
            : isDue ? Word{tr("Kept until %1, which is over").arg(timetext::day(*until)), Tone::Overdue, Mark::Octagon}
                    : Word{tr("Kept until %1").arg(timetext::day(*until)), Tone::Neutral, Mark::Ring});
    QStringList texts;
    if (m_state.isOnHold) {
        texts.append(tr("Nothing may be destroyed: %1").arg(m_state.holdReason));
    }
    if (until && !m_state.retention.rule.isEmpty()) {
        texts.append(m_state.retention.rule);
    }
    if (isDue && !m_state.isOnHold) {
        texts.append(tr("Its material is to be destroyed, by two people."));
    }
    m_text->setText(texts.join(u" · "_s));
    m_holdButton->setText(m_state.isOnHold ? tr("Release the hold…") : tr("Legal hold…"));
    m_holdButton->setEnabled(!m_incident.isNull());
    m_untilButton->setEnabled(!m_incident.isNull());
}

void KeepingBar::changeHold()
{
    const bool isOnHold = !m_state.isOnHold;
    auto* dialog = new FormDialog(isOnHold ? tr("Set a legal hold") : tr("Release the legal hold"),
                                  isOnHold ? tr("Set the hold") : tr("Release it"), this);
    dialog->setObjectName(u"holdDialog"_s);
    dialog->setIntroduction(
        isOnHold
            ? tr("While it stands nothing of this incident may be destroyed, whatever its date says. Legal sets and "
                 "releases it.")
            : tr("From then on its material may be destroyed again, by two people and with a reason. It was set "
                 "because: %1")
                  .arg(m_state.holdReason));
    auto* reason = new QLineEdit(dialog);
    reason->setObjectName(u"reason"_s);
    reason->setMaxLength(longestReason);
    dialog->addRow(tr("&Why"), reason);
    dialog->setValidator([reason] {
        return reason->text().trimmed().isEmpty()
            ? KeepingBar::tr("Say why: a legal hold is set and released with a reason.")
            : QString();
    });
    connect(dialog, &FormDialog::submitted, this,
            [this, dialog, reason, isOnHold] { sendHold(dialog, isOnHold, reason->text().trimmed()); });
    dialog->open();
}

void KeepingBar::sendHold(FormDialog* dialog, bool isOnHold, const QString& reason)
{
    m_context.session.write(
        dialog,
        [incident = m_incident, isOnHold, reason](Casework& casework) {
            return Custodian(casework).setHold(incident, isOnHold, reason);
        },
        [this, dialog, isOnHold](const Expected<void>& done) {
            dialog->finish(done);
            if (done) {
                Q_EMIT announced(isOnHold ? tr("The legal hold stands.") : tr("The legal hold is released."));
                reload();
            }
        });
}

void KeepingBar::changeRetention()
{
    auto* dialog = new FormDialog(tr("Until when this incident is kept"), tr("Set"), this);
    dialog->setObjectName(u"retentionDialog"_s);
    dialog->setIntroduction(
        tr("Nothing is destroyed by itself: when the date is over the incident is named as due, and "
           "two people destroy its material."));
    auto* endless = new QCheckBox(tr("&Without end"), dialog);
    endless->setObjectName(u"endless"_s);
    auto* until = new MomentEdit(tr("Kept until"), true, dialog);
    until->setObjectName(u"until"_s);
    until->setMoment(m_state.retention.until);
    auto* rule = new QLineEdit(m_state.retention.rule, dialog);
    rule->setObjectName(u"rule"_s);
    rule->setMaxLength(longestReason);
    rule->setPlaceholderText(tr("such as: three years after closing, limitation of claims"));
    endless->setChecked(!m_state.retention.until);
    until->setEnabled(!endless->isChecked());
    connect(endless, &QCheckBox::toggled, until, &QWidget::setDisabled);
    dialog->addWidget(endless);
    dialog->addRow(tr("Kept &until"), until);
    dialog->addRow(tr("&Rule"), rule, tr("By which rule; it stands with the date."));
    dialog->setValidator([endless, until] {
        if (endless->isChecked()) {
            return QString();
        }
        return until->moment() ? until->problem() : KeepingBar::tr("Give the date, or choose without end.");
    });
    connect(dialog, &FormDialog::submitted, this, [this, dialog, endless, until, rule] {
        const std::optional<qint64> date = endless->isChecked() ? std::nullopt : until->moment();
        m_context.session.write(
            dialog,
            [incident = m_incident, date, text = rule->text().trimmed()](Casework& casework) {
                return Custodian(casework).setRetention(incident, date, text);
            },
            [this, dialog, date](const Expected<void>& done) {
                dialog->finish(done);
                if (done) {
                    Q_EMIT announced(date ? tr("The incident is kept until %1.").arg(timetext::moment(*date))
                                          : tr("The incident is kept without end."));
                    reload();
                }
            });
    });
    dialog->open();
}

} // namespace bulkhead
