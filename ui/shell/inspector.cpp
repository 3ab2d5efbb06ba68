#include "ui/shell/inspector.h"

#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/icons.h"
#include "ui/common/pill.h"
#include "ui/common/timetext.h"
#include "ui/shell/fieldeditor.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace bulkhead {

Inspector::Inspector(QWidget* parent)
    : QWidget(parent)
    , m_kind(mutedLabel({}, this))
    , m_title(new QLabel(this))
    , m_empty(mutedLabel(tr("Select something to see its fields, its history and what it is linked with."), this))
    , m_banner(new Banner(this))
    , m_scroll(new QScrollArea(this))
{
    setObjectName(QStringLiteral("inspector"));
    setAccessibleName(tr("Inspector"));
    setMinimumWidth(240);
    m_kind->setFont(textFont(TextSize::Small));
    m_title->setFont(textFont(TextSize::Lead, true));
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_empty->setAlignment(Qt::AlignTop);
    auto* close = new QToolButton(this);
    close->setIcon(icon("close"));
    close->setAutoRaise(true);
    close->setAccessibleName(tr("Hide the inspector"));
    close->setToolTip(tr("Hide the inspector"));
    connect(close, &QToolButton::clicked, this, &Inspector::closed);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setAccessibleName(tr("Fields, links and history"));
    m_scroll->viewport()->setAutoFillBackground(false);
    auto* head = new QHBoxLayout;
    head->addWidget(m_kind, 1);
    head->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::s, space::s, space::s);
    column->setSpacing(space::xs);
    column->addLayout(head);
    column->addWidget(m_title);
    column->addWidget(m_banner);
    column->addWidget(m_empty, 1);
    column->addWidget(m_scroll, 10);
    showNothing();
}

void Inspector::setSession(Session* session)
{
    disconnect(m_commits);
    disconnect(m_moments);
    leaveEditor();
    m_session = session;
    show(Id());
    if (session) {
        m_commits = connect(session, &Session::committed, this, [this](const Committed& change) {
            const bool isMine = std::ranges::any_of(change.touched,
                                                    [this](const auto& one) { return one.entity == m_entity; });
            if (isMine && !m_editing) {
                reload();
            }
        });
        m_moments = connect(session, &Session::momentChanged, this, [this] {
            leaveEditor();
            if (!m_entity.isNull()) {
                reload();
            }
        });
    }
}

void Inspector::show(const Id& entity)
{
    if (!entity.isNull() && entity == m_entity) {
        return;
    }
    leaveEditor();
    m_entity = entity;
    m_banner->dismiss();
    if (entity.isNull() || !m_session) {
        m_entity = {};
        std::ignore = m_latest.isCurrent(m_latest.next());
        showNothing();
        return;
    }
    reload();
}

/// What was typed is written, not thrown away, when somebody goes on to something else or the vault is locked.
void Inspector::leaveEditor()
{
    FieldEditor* editor = std::exchange(m_editing, nullptr);
    if (!editor || !editor->isEnabled() || !editor->isChanged() || !m_session) {
        return;
    }
    m_session->write(
        this,
        [entity = m_inspected.id, field = editor->field(), text = editor->text()](Casework& casework) {
            return casework.setField(entity, field, text);
        },
        [this, text = editor->text()](const Expected<void>& done) {
            if (!done) {
                Error error = done.error();
                error.detail = tr("What was typed: %1").arg(text);
                m_banner->showError(error);
            }
        });
}

void Inspector::showNothing()
{
    m_inspected = {};
    m_title->clear();
    if (QWidget* old = m_scroll->takeWidget()) {
        old->hide();
        old->deleteLater();
    }
    m_kind->setText(tr("Inspector"));
    m_title->hide();
    m_scroll->hide();
    m_empty->show();
}

void Inspector::reload()
{
    m_session->read(
        this, [entity = m_entity](Casework& casework) { return inspect(casework, entity); },
        [this, ticket = m_latest.next()](Expected<Inspected> inspected) {
            if (!m_latest.isCurrent(ticket)) {
                return;
            }
            if (m_editing && inspected && inspected->id == m_inspected.id) {
                return; // shown when the editor is left
            }
            if (inspected) {
                fill(*inspected);
            } else {
                showNothing();
                m_banner->showError(inspected.error());
            }
        });
}

void Inspector::fill(const Inspected& inspected)
{
    const int scrolled = m_inspected.id == inspected.id ? m_scroll->verticalScrollBar()->value() : 0;
    m_inspected = inspected;
    m_editing = nullptr;
    m_kind->setText(inspected.isStruck ? tr("%1, struck").arg(inspected.kindLabel) : inspected.kindLabel);
    QFont font = textFont(TextSize::Lead, true);
    font.setStrikeOut(inspected.isStruck);
    m_title->setFont(font);
    m_title->setText(inspected.title.isEmpty() ? inspected.id.text().left(8) : inspected.title);
    m_content = new QWidget;
    m_content->setAutoFillBackground(false);
    m_column = new QVBoxLayout(m_content);
    m_column->setContentsMargins(0, space::xs, space::s, space::l);
    m_column->setSpacing(space::xs);
    fillProperties();
    fillLinks();
    fillHistory();
    m_column->addStretch(1);
    m_scroll->setWidget(m_content);
    m_content->setAutoFillBackground(false); // setWidget turns it on
    m_empty->hide();
    m_title->show();
    m_scroll->show();
    m_scroll->verticalScrollBar()->setValue(scrolled);
}

void Inspector::addHeading(const QString& text)
{
    auto* heading = new QLabel(text, m_content);
    heading->setFont(textFont(TextSize::Body, true));
    heading->setContentsMargins(0, space::m, 0, 0);
    m_column->addWidget(heading);
}

void Inspector::fillProperties()
{
    for (const Inspected::Property& property : m_inspected.properties) {
        if (property.contenders.size() > 1) {
            addContested(property);
        } else {
            addProperty(property);
        }
    }
}

void Inspector::addProperty(const Inspected::Property& property)
{
    auto* row = new QWidget(m_content);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::xs);
    auto* text = new QVBoxLayout;
    text->setSpacing(0);
    QLabel* label = mutedLabel(property.label, row);
    label->setFont(textFont(TextSize::Small));
    auto* value = new QLabel(property.text.isEmpty() ? QStringLiteral("–") : property.text, row);
    value->setTextFormat(Qt::PlainText);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (const qint64* at = property.value.as<qint64>(); at && *at > 1'000'000'000'000) {
        value->setToolTip(timetext::tooltip(*at));
    }
    text->addWidget(label);
    text->addWidget(value);
    line->addLayout(text, 1);
    if (property.mayEdit) {
        auto* button = new QToolButton(row);
        button->setObjectName(QStringLiteral("edit.%1").arg(property.name));
        button->setIcon(icon("edit"));
        button->setAutoRaise(true);
        button->setAccessibleName(tr("Edit %1").arg(property.label));
        button->setToolTip(tr("Edit"));
        connect(button, &QToolButton::clicked, row, [this, property, row] { edit(property, row); });
        line->addWidget(button, 0, Qt::AlignTop);
    }
    m_column->addWidget(row);
}

void Inspector::addContested(const Inspected::Property& property)
{
    auto* card = new Card(property.label, m_content);
    card->setObjectName(QStringLiteral("contested.%1").arg(property.name));
    card->corner()->addWidget(new Pill(Word{tr("Contested"), Tone::Warn, Mark::Triangle}, card));
    QLabel* why = mutedLabel(tr("Two people wrote this without having seen each other. Nothing is lost: choose what "
                                "holds."),
                             card);
    why->setFont(textFont(TextSize::Small));
    card->body()->addWidget(why);
    for (std::size_t i = 0; i < property.contenders.size(); ++i) {
        const Inspected::Contender& contender = property.contenders[i];
        auto* value = new QLabel(contender.text.isEmpty() ? tr("(emptied)") : contender.text, card);
        value->setTextFormat(Qt::PlainText);
        value->setWordWrap(true);
        //: %1 a person, %2 a time; of a value in dispute
        QLabel* by = mutedLabel(i == 0 ? tr("%1, %2 · shown now").arg(contender.author, timetext::moment(contender.at))
                                       : tr("%1, %2").arg(contender.author, timetext::moment(contender.at)),
                                card);
        by->setFont(textFont(TextSize::Small));
        auto* settleButton = new QPushButton(tr("Settle for this"), card);
        settleButton->setObjectName(QStringLiteral("settle.%1").arg(i));
        settleButton->setAccessibleName(tr("Settle %1 for: %2").arg(property.label, value->text()));
        connect(settleButton, &QPushButton::clicked, this,
                [this, property, chosen = contender.value] { settle(property, chosen); });
        card->body()->addWidget(value);
        card->body()->addWidget(by);
        card->body()->addWidget(settleButton, 0, Qt::AlignLeft);
    }
    m_column->addWidget(card);
}

void Inspector::edit(const Inspected::Property& property, QWidget* row)
{
    const Field* field = m_session->schema().field(property.id);
    if (!field || m_editing) {
        return;
    }
    auto* editor = new FieldEditor(*field, property, m_content);
    m_editing = editor;
    m_column->insertWidget(m_column->indexOf(row) + 1, editor);
    row->hide();
    editor->setFocus();
    connect(editor, &FieldEditor::abandoned, this, [this, row, editor] {
        m_editing = nullptr;
        row->show();
        editor->deleteLater();
        reload(); // something may have changed meanwhile
    });
    connect(editor, &FieldEditor::submitted, this,
            [this, entity = m_inspected.id, name = property.name, editor](const QString& text) {
                editor->setEnabled(false);
                m_session->write(
                    editor, [entity, name, text](Casework& casework) { return casework.setField(entity, name, text); },
                    [this, editor](Expected<void> done) {
                        if (done) {
                            m_editing = nullptr;
                            reload();
                        } else {
                            editor->setEnabled(true);
                            editor->showProblem(done.error().message);
                        }
                    });
            });
}

void Inspector::settle(const Inspected::Property& property, const Value& value)
{
    m_session->write(
        this,
        [entity = m_inspected.id, field = static_cast<quint16>(property.id & 0xffff), value](Casework& casework) {
            return casework.settle(entity, field, value);
        },
        [this, label = property.label](Expected<void> done) {
            if (done) {
                Q_EMIT announce(tr("%1 is settled.").arg(label));
                reload();
            } else {
                m_banner->showError(done.error());
            }
        });
}

void Inspector::fillLinks()
{
    if (m_inspected.links.empty()) {
        return;
    }
    addHeading(tr("Links"));
    for (const Inspected::Link& link : m_inspected.links) {
        auto* button = new QPushButton(link.text.isEmpty() ? link.id.text().left(8) : link.text, m_content);
        button->setFlat(true);
        button->setProperty("leftAligned", true);
        button->setIcon(icon("link"));
        button->setAccessibleName(tr("%1: %2").arg(link.label, button->text()));
        button->setToolTip(button->accessibleName());
        button->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        connect(button, &QPushButton::clicked, this, [this, id = link.id] { Q_EMIT followed(id); });
        m_column->addWidget(button);
    }
}

void Inspector::fillHistory()
{
    addHeading(tr("History"));
    for (const Inspected::Event& event : m_inspected.history) {
        const QString what = event.sentences.isEmpty()
            //: %1 a person
            ? tr("%1 changed it").arg(event.author)
            : event.sentences.join(QLatin1Char('\n'));
        auto* sentence = new QLabel(what, m_content);
        sentence->setTextFormat(Qt::PlainText);
        sentence->setWordWrap(true);
        QLabel* at = mutedLabel(timetext::moment(event.at), m_content);
        at->setFont(textFont(TextSize::Small));
        at->setToolTip(timetext::tooltip(event.at));
        m_column->addWidget(sentence);
        m_column->addWidget(at);
    }
}

void Inspector::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.surface);
    painter.fillRect(QRect(0, 0, 1, height()), theme.border);
}

} // namespace bulkhead
