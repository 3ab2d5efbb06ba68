#include "ui/audit/contestedpanel.h"

#include "models/incident/session.h"
#include "ui/common/card.h"
#include "ui/common/emptystate.h"
#include "ui/common/pill.h"
#include "ui/common/style.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr int pauseBeforeReadingMs = 500; ///< after the last commit
}

ContestedPanel::ContestedPanel(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_stack(new QStackedWidget(this))
    , m_scroll(new QScrollArea(this))
{
    setObjectName(u"audit.contested"_s);
    m_later.setSingleShot(true);
    m_later.setInterval(pauseBeforeReadingMs);
    connect(&m_later, &QTimer::timeout, this, &ContestedPanel::reload);
    m_scroll->setObjectName(u"audit.contestedList"_s);
    m_scroll->setAccessibleName(tr("Contested fields"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_stack->addWidget(new EmptyState(u"verified"_s, tr("Nothing is contested"),
                                      tr("When two people write the same field without having seen each other, both "
                                         "values are kept and shown here until somebody chooses."),
                                      {}, this));
    m_stack->addWidget(m_scroll);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::s, 0, 0);
    column->addWidget(m_stack);
    reload();
}

void ContestedPanel::setIncident(const Id& incident)
{
    if (incident != m_incident) {
        m_incident = incident;
        reload();
    }
}

void ContestedPanel::reloadSoon()
{
    if (isVisible()) {
        m_later.start();
    } else {
        m_isStale = true;
    }
}

void ContestedPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (std::exchange(m_isStale, false)) {
        reload();
    }
}

void ContestedPanel::reload()
{
    m_later.stop();
    m_context.session.check(
        this, [incident = m_incident](Casework& casework) { return contestedFields(casework, incident); },
        [this, ticket = m_read.next()](Expected<std::vector<ContestedField>> fields) {
            if (!m_read.isCurrent(ticket)) {
                return;
            }
            if (fields) {
                take(std::move(*fields));
            } else {
                Q_EMIT failed(fields.error());
            }
        });
}

void ContestedPanel::take(std::vector<ContestedField> fields)
{
    if (fields == m_fields && m_scroll->widget()) {
        return;
    }
    m_fields = std::move(fields);
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    for (std::size_t i = 0; i < m_fields.size() && i < static_cast<std::size_t>(mostShown); ++i) {
        column->addWidget(cardOf(m_fields[i]));
    }
    if (m_fields.size() > static_cast<std::size_t>(mostShown)) {
        column->addWidget(mutedLabel(tr("And %1 more; they follow when these are settled.")
                                         .arg(countText(static_cast<qint64>(m_fields.size()) - mostShown)),
                                     content));
    }
    column->addStretch(1);
    m_scroll->setWidget(content);
    m_stack->setCurrentIndex(m_fields.empty() ? 0 : 1);
    Q_EMIT countChanged();
}

QWidget* ContestedPanel::cardOf(const ContestedField& field)
{
    const QString place = field.number.isEmpty() ? tr("vault") : field.number;
    //: %1 a field, %2 what it is called, %3 what it is ("Task"), %4 an incident
    auto* card = new Card(tr("%1 of “%2” (%3, %4)").arg(field.label, field.title, field.what, place));
    card->setObjectName(u"contested.%1.%2"_s.arg(field.entity.text(), field.name));
    card->corner()->addWidget(new Pill(Word{tr("Contested"), Tone::Warn, Mark::Triangle}, card));
    for (std::size_t i = 0; i < field.sides.size(); ++i) {
        const ContestedField::Side& side = field.sides[i];
        auto* value = new QLabel(side.text.isEmpty() ? tr("(emptied)") : side.text, card);
        value->setTextFormat(Qt::PlainText);
        value->setWordWrap(true);
        //: %1 a person, %2 a time; of a value in dispute
        QLabel* by = mutedLabel(i == 0 ? tr("%1, %2 · shown now").arg(side.author, timetext::moment(side.at))
                                       : tr("%1, %2").arg(side.author, timetext::moment(side.at)),
                                card);
        auto* button = new QPushButton(tr("Settle for this"), card);
        button->setObjectName(u"settle.%1"_s.arg(i));
        button->setAccessibleName(tr("Settle %1 for: %2").arg(field.label, value->text()));
        connect(button, &QPushButton::clicked, this, [this, field, chosen = side.value] { settle(field, chosen); });
        card->body()->addWidget(value);
        card->body()->addWidget(by);
        card->body()->addWidget(button, 0, Qt::AlignLeft);
    }
    auto* show = new QPushButton(tr("Show the whole entry"), card);
    show->setObjectName(u"contested.show"_s);
    show->setFlat(true);
    connect(show, &QPushButton::clicked, this, [this, id = field.entity] { Q_EMIT inspectWanted(id); });
    card->body()->addWidget(show, 0, Qt::AlignLeft);
    return card;
}

void ContestedPanel::settle(const ContestedField& field, const Value& value)
{
    m_context.session.write(
        this,
        [entity = field.entity, number = field.field, value](Casework& casework) {
            return casework.settle(entity, number, value);
        },
        [this, label = field.label](const Expected<void>& done) {
            if (done) {
                Q_EMIT announced(tr("%1 is settled.").arg(label));
            } else {
                Q_EMIT failed(done.error());
            }
            reload();
        });
}

} // namespace bulkhead
