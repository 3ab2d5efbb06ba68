#include "ui/review/reviewdialogs.h"

#include "ui/common/fields.h"
#include "ui/common/momentedit.h"
#include "ui/common/style.h"
#include "ui/common/timetext.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int dialogWidth = 560;

QLineEdit* sentenceField(const QString& text, QWidget* parent)
{
    constexpr int most = 300;
    auto* field = new QLineEdit(text, parent);
    field->setObjectName(u"text"_s);
    field->setMaxLength(most);
    return field;
}

/// What a person is to write down for that kind.
QString hintOf(const QString& kind)
{
    if (kind == "cause"_L1) {
        return FindingDialog::tr("Without which it would not have happened. A state of things, not a person.");
    }
    if (kind == "factor"_L1) {
        return FindingDialog::tr("It made it likelier, or worse.");
    }
    if (kind == "helped"_L1) {
        return FindingDialog::tr("It worked, and should work the same way next time.");
    }
    if (kind == "hindered"_L1) {
        return FindingDialog::tr("It cost time, or was missing.");
    }
    return FindingDialog::tr("It could have gone otherwise: next time it may.");
}
} // namespace

FindingDialog::FindingDialog(const ReviewItem& before, bool isNew, QWidget* parent)
    : FormDialog(isNew ? tr("Add a finding") : tr("Change a finding"), isNew ? tr("Add") : tr("Save"), parent)
    , m_before(before)
    , m_kind(new QComboBox(this))
    , m_text(sentenceField(before.text, this))
    , m_detail(proseField(u"detail"_s, this))
{
    setObjectName(u"findingDialog"_s);
    setMinimumWidth(dialogWidth);
    m_kind->setObjectName(u"kind"_s);
    for (const QString& kind : review::kindIds()) {
        if (kind != "action"_L1) {
            m_kind->addItem(review::kindName(kind), kind);
            m_kind->setItemData(m_kind->count() - 1, hintOf(kind), Qt::ToolTipRole);
        }
    }
    m_kind->setCurrentIndex(std::max(0, m_kind->findData(before.kind)));
    m_detail->setPlainText(before.detail);
    addRow(tr("&Kind"), m_kind);
    addRow(tr("&Finding"), m_text, tr("One sentence. It stands in the report as it is."));
    addRow(tr("&Detail"), m_detail);
    const auto showHint = [this] { m_text->setPlaceholderText(hintOf(m_kind->currentData().toString())); };
    connect(m_kind, &QComboBox::currentIndexChanged, this, showHint);
    showHint();
    setValidator(
        [this] { return m_text->text().trimmed().isEmpty() ? tr("Say in one sentence what was found.") : QString(); });
}

ReviewItem FindingDialog::item() const
{
    ReviewItem item = m_before;
    item.kind = m_kind->currentData().toString();
    item.text = m_text->text().trimmed();
    item.detail = m_detail->toPlainText().trimmed();
    return item;
}

ActionDialog::ActionDialog(const ReviewItem& before, bool isNew, const std::map<Id, QString>& members, QWidget* parent)
    : FormDialog(isNew ? tr("Add an action") : tr("Change an action"), isNew ? tr("Add") : tr("Save"), parent)
    , m_before(before)
    , m_text(sentenceField(before.text, this))
    , m_owner(memberBox(members, before.owner, this))
    , m_due(new MomentEdit(tr("Due"), false, this))
    , m_detail(proseField(u"detail"_s, this))
{
    setObjectName(u"actionDialog"_s);
    setMinimumWidth(dialogWidth);
    if (isNew) {
        setIntroduction(tr("It stays open when the incident is closed, until somebody finishes or drops it."));
    }
    m_owner->setObjectName(u"owner"_s);
    m_due->setObjectName(u"due"_s);
    m_detail->setPlainText(before.detail);
    m_due->setMoment(before.due);
    addRow(tr("&What is to be done"), m_text);
    addRow(tr("&Owner"), m_owner, tr("One person who sees to it."));
    addRow(tr("D&ue"), m_due);
    addRow(tr("&Detail"), m_detail);
    setValidator([this] {
        if (m_text->text().trimmed().isEmpty()) {
            return tr("Say in one sentence what is to be done.");
        }
        if (m_owner->currentData().value<Id>().isNull()) {
            return tr("An action needs an owner: choose who sees to it.");
        }
        return m_due->problem();
    });
}

ReviewItem ActionDialog::item() const
{
    ReviewItem item = m_before;
    item.kind = u"action"_s;
    item.text = m_text->text().trimmed();
    item.detail = m_detail->toPlainText().trimmed();
    item.owner = m_owner->currentData().value<Id>();
    item.due = m_due->moment();
    return item;
}

EndActionDialog::EndActionDialog(const ReviewItem& action, review::Ending ending, qint64 now, QWidget* parent)
    : FormDialog(ending == review::Ending::Done ? tr("Finish an action") : tr("Drop an action"),
                 ending == review::Ending::Done ? tr("Finish it") : tr("Drop it"), parent)
    , m_outcome(proseField(u"outcome"_s, this))
    , m_at(new MomentEdit(tr("When"), false, this))
{
    setObjectName(u"endActionDialog"_s);
    setMinimumWidth(dialogWidth);
    const bool isDropped = ending == review::Ending::Dropped;
    setIntroduction(isDropped ? tr("“%1” stays in the list and in the report, with your reason. It can be opened "
                                   "again.")
                                    .arg(action.text)
                        : action.due ? tr("“%1”, due %2.").arg(action.text, timetext::moment(*action.due))
                                     : tr("“%1”.").arg(action.text));
    addRow(isDropped ? tr("&Because") : tr("&Outcome"), m_outcome,
           isDropped ? QString() : tr("What was done, and how one sees it. May be empty."));
    m_at->setMoment(now);
    m_now = m_at->moment();
    addRow(tr("&When"), m_at);
    m_outcome->setFocus();
    setValidator([this, action, isDropped, now] {
        if (isDropped && outcome().isEmpty()) {
            return tr("An action is dropped with a reason. Give one.");
        }
        if (const QString problem = m_at->problem(); !problem.isEmpty()) {
            return problem;
        }
        return at() && (*at() > now || *at() < action.createdAt)
            ? tr("An action ends between when it was written (%1) and now.").arg(timetext::moment(action.createdAt))
            : QString();
    });
}

QString EndActionDialog::outcome() const
{
    return m_outcome->toPlainText().trimmed();
}

std::optional<qint64> EndActionDialog::at() const
{
    const auto at = m_at->moment();
    return at == m_now ? std::nullopt : at; // shown without the part of a second
}

} // namespace bulkhead
