#include "ui/disclosure/attachdialog.h"

#include "ui/common/card.h"
#include "ui/disclosure/draftdialogs.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int attachWidth = 560;
}

AttachDialog::AttachDialog(const AttachOffer& offer, QWidget* parent)
    : FormDialog(tr("Attach to the CRM case"), tr("Attach"), parent)
    , m_targets(offer.targets)
    , m_connector(new QComboBox(this))
    , m_format(formatBox(this))
    , m_redacted(new QCheckBox(tr("&Without the redacted texts"), this))
    , m_state(mutedLabel({}, this))
{
    setObjectName(u"attachDialog"_s);
    setMinimumWidth(attachWidth);
    setIntroduction(tr("%1 becomes a file beside the incident's case, where everybody who may read the case reads "
                       "it. It cannot be called back from here. Its SHA-256 goes on the timeline.")
                        .arg(offer.title));
    m_connector->setObjectName(u"connector"_s);
    m_redacted->setObjectName(u"redacted"_s);
    m_state->setObjectName(u"state"_s);
    m_state->setMinimumHeight(2 * fontMetrics().lineSpacing()); // as a reason why not needs
    int first = -1;
    for (const AttachTarget& one : m_targets) {
        first = first < 0 && one.whyNot.isEmpty() && !one.isThere ? m_connector->count() : first;
        m_connector->addItem(one.connector.value.name);
    }
    m_connector->setCurrentIndex(std::max(first, 0));
    m_redacted->setEnabled(offer.hasRedactions);
    addRow(tr("&CRM"), m_connector);
    addWidget(m_state);
    addRow(tr("&Format"), m_format);
    addRow(QString(), m_redacted,
           m_redacted->isEnabled() ? tr("A bar stands in their place; nothing is left behind it.")
                                   : tr("None are listed: see Details."));
    setValidator([this] { return target().isThere ? tr("This version is attached there already.") : target().whyNot; });
    connect(m_connector, &QComboBox::currentIndexChanged, this, &AttachDialog::showTarget);
    showTarget();
}

void AttachDialog::showTarget()
{
    const AttachTarget& one = target();
    const QString text = one.isThere ? tr("This version is attached there already.")
        : one.whyNot.isEmpty()       ? tr("The incident is released in full, and its case is there.")
                                     : one.whyNot;
    m_state->setText(text);
    m_connector->setAccessibleDescription(text);
    mainButton()->setEnabled(one.whyNot.isEmpty() && !one.isThere);
    mainButton()->setToolTip(mainButton()->isEnabled() ? QString() : text);
}

const AttachTarget& AttachDialog::target() const
{
    return m_targets.at(static_cast<std::size_t>(m_connector->currentIndex()));
}

QString AttachDialog::format() const
{
    return m_format->currentData().toString();
}

bool AttachDialog::isRedacted() const
{
    return m_redacted->isChecked();
}

} // namespace bulkhead
