#include "ui/shell/fieldeditor.h"

#include "ui/common/momentedit.h"
#include "ui/common/style.h"
#include "ui/common/theme.h"
#include "ui/common/words.h"

#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace bulkhead {

FieldEditor::FieldEditor(const Field& field, const Inspected::Property& property, QWidget* parent)
    : QWidget(parent)
    , m_problem(new QLabel(this))
{
    makeEditor(field, property);
    m_editor->setObjectName(QStringLiteral("fieldEditor"));
    m_editor->setAccessibleName(property.label);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto* save = new QPushButton(tr("Save"), this);
    makePrimary(save);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(save);
    buttons->addWidget(cancel);
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, space::xs);
    column->setSpacing(space::xs);
    column->addWidget(m_editor);
    column->addWidget(m_problem);
    column->addLayout(buttons);
    setFocusProxy(m_editor);
    m_editor->installEventFilter(this);
    connect(save, &QPushButton::clicked, this, &FieldEditor::submit);
    connect(cancel, &QPushButton::clicked, this, &FieldEditor::abandoned);
    m_field = property.name;
    m_before = text();
}

void FieldEditor::makeEditor(const Field& field, const Inspected::Property& property)
{
    switch (field.type) {
    case FieldType::LongText: {
        auto* text = new QPlainTextEdit(property.value.valueOr<QString>(), this);
        text->setTabChangesFocus(true);
        text->setMaximumHeight(120);
        m_editor = text;
        break;
    }
    case FieldType::Choice:
    case FieldType::Boolean: {
        auto* combo = new QComboBox(this);
        if (field.type == FieldType::Boolean) {
            combo->addItem(tr("Yes"), QStringLiteral("true"));
            combo->addItem(tr("No"), QStringLiteral("false"));
            combo->setCurrentIndex(property.value.valueOr<bool>() ? 0 : 1);
        } else {
            for (const char* choice : field.choices) {
                combo->addItem(choiceText(QString::fromLatin1(choice)), QString::fromLatin1(choice));
            }
            combo->setCurrentIndex(std::max(0, combo->findData(property.value.valueOr<QString>())));
        }
        m_editor = combo;
        break;
    }
    case FieldType::Instant: {
        auto* moment = new MomentEdit(property.label, true, this);
        const qint64* at = property.value.as<qint64>();
        moment->setMoment(at ? std::optional(*at) : std::nullopt);
        m_editor = moment;
        break;
    }
    case FieldType::TextList:
        m_editor = new QLineEdit(property.value.valueOr<QStringList>().join(QLatin1Char(',')), this);
        break;
    case FieldType::Integer:
        m_editor = new QLineEdit(QString::number(property.value.valueOr<qint64>()), this);
        break;
    default:
        m_editor = new QLineEdit(property.value.valueOr<QString>(), this);
        break;
    }
}

QString FieldEditor::text() const
{
    if (const auto* line = qobject_cast<QLineEdit*>(m_editor)) {
        return line->text().trimmed();
    }
    if (const auto* text = qobject_cast<QPlainTextEdit*>(m_editor)) {
        return text->toPlainText().trimmed();
    }
    if (const auto* combo = qobject_cast<QComboBox*>(m_editor)) {
        return combo->currentData().toString();
    }
    const auto at = qobject_cast<MomentEdit*>(m_editor)->moment();
    return at ? QDateTime::fromMSecsSinceEpoch(*at, Qt::UTC).toString(Qt::ISODateWithMs) : QString();
}

void FieldEditor::showProblem(const QString& sentence)
{
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, Theme::of(palette).ink(Tone::Overdue).text);
    m_problem->setPalette(palette);
    m_problem->setText(sentence);
    m_problem->show();
}

void FieldEditor::submit()
{
    if (const auto* moment = qobject_cast<MomentEdit*>(m_editor); moment && !moment->problem().isEmpty()) {
        showProblem(moment->problem());
        return;
    }
    Q_EMIT submitted(text());
}

bool FieldEditor::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape) {
            Q_EMIT abandoned();
            return true;
        }
        const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (isEnter && (!qobject_cast<QPlainTextEdit*>(watched) || key->modifiers() & Qt::ControlModifier)) {
            submit();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace bulkhead
