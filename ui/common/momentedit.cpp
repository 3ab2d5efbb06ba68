#include "ui/common/momentedit.h"

#include "models/incident/casework.h"
#include "ui/common/card.h"
#include "ui/common/theme.h"
#include "ui/common/timetext.h"

#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QTimeZone>
#include <QVBoxLayout>

namespace bulkhead {

MomentEdit::MomentEdit(const QString& name, bool mayBeEmpty, QWidget* parent)
    : QWidget(parent)
    , m_mayBeEmpty(mayBeEmpty)
    , m_line(new QLineEdit(this))
    , m_zone(new QComboBox(this))
    , m_understood(mutedLabel({}, this))
{
    m_line->setAccessibleName(name);
    m_line->setPlaceholderText(mayBeEmpty ? tr("not known") : tr("2026-11-24 03:12"));
    m_line->setMinimumWidth(170);
    //: %1 names a time: Detected
    m_zone->setAccessibleName(tr("Zone of “%1”").arg(name));
    const QString local = QString::fromUtf8(QTimeZone::systemTimeZoneId());
    m_zone->addItem(local, local);
    if (local != QLatin1StringView("UTC")) {
        m_zone->addItem(QStringLiteral("UTC"), QStringLiteral("UTC"));
    }
    m_understood->setFont(textFont(TextSize::Small));
    auto* line = new QHBoxLayout;
    line->setSpacing(space::s);
    line->addWidget(m_line, 1);
    line->addWidget(m_zone);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(line);
    column->addWidget(m_understood);
    setFocusProxy(m_line);
    connect(m_line, &QLineEdit::textChanged, this, &MomentEdit::refresh);
    connect(m_zone, &QComboBox::currentIndexChanged, this, &MomentEdit::refresh);
    refresh();
}

void MomentEdit::setMoment(std::optional<qint64> ms)
{
    m_zone->setCurrentIndex(0);
    m_line->setText(ms ? QDateTime::fromMSecsSinceEpoch(*ms, QTimeZone::systemTimeZone())
                             .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"))
                       : QString());
}

void MomentEdit::offerZone(const QString& zone)
{
    if (m_zone->findData(zone) < 0) {
        m_zone->addItem(zone, zone);
    }
}

QString MomentEdit::text() const
{
    return m_line->text().trimmed();
}

QString MomentEdit::zone() const
{
    return m_zone->currentData().toString();
}

std::optional<qint64> MomentEdit::moment() const
{
    if (text().isEmpty()) {
        return {};
    }
    const auto parsed = Casework::parseTime(text(), zone());
    return parsed ? std::optional(*parsed) : std::nullopt;
}

QString MomentEdit::problem() const
{
    if (text().isEmpty()) {
        return m_mayBeEmpty ? QString() : tr("Give a date and a time, as in 2026-11-24 03:12.");
    }
    const auto parsed = Casework::parseTime(text(), zone());
    return parsed ? QString() : parsed.error().message;
}

void MomentEdit::refresh()
{
    if (const auto ms = moment()) {
        m_understood->setText(timetext::utc(*ms));
    } else {
        m_understood->setText(text().isEmpty() ? QString() : problem());
    }
    m_understood->setVisible(!m_understood->text().isEmpty());
    m_line->setAccessibleDescription(m_understood->text());
    Q_EMIT changed();
}

} // namespace bulkhead
