#include "ui/common/maskedfield.h"

#include "ui/common/icons.h"
#include "ui/common/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace bulkhead {

MaskedField::MaskedField(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_name(name)
    , m_label(new QLabel(this))
    , m_button(new QToolButton(this))
{
    m_label->setFont(monoFont());
    m_button->setAutoRaise(true);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_label, 1);
    line->addWidget(m_button);
    connect(m_button, &QToolButton::clicked, this, [this] { show(!m_isRevealed); });
    conceal();
}

void MaskedField::setValue(const QString& value, const QString& masked)
{
    m_value = value;
    m_masked = masked;
    conceal();
}

void MaskedField::conceal()
{
    m_isRevealed = true;
    show(false);
}

void MaskedField::show(bool reveal)
{
    if (reveal == m_isRevealed) {
        return;
    }
    m_isRevealed = reveal;
    m_label->setText(reveal ? m_value : m_masked);
    m_label->setTextInteractionFlags(reveal ? Qt::TextSelectableByMouse : Qt::NoTextInteraction);
    m_button->setIcon(icon(reveal ? "eye-off" : "eye"));
    const QString said = reveal ? tr("Mask %1").arg(m_name) : tr("Reveal %1").arg(m_name);
    m_button->setAccessibleName(said);
    m_button->setToolTip(said);
    if (reveal) {
        Q_EMIT revealed();
    }
}

PassphraseEdit::PassphraseEdit(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_line(new QLineEdit(this))
{
    m_line->setEchoMode(QLineEdit::Password);
    m_line->setAccessibleName(name);
    m_line->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    auto* show = new QToolButton(this);
    show->setIcon(icon("eye"));
    show->setCheckable(true);
    show->setAutoRaise(true);
    show->setAccessibleName(tr("Show what is typed: %1").arg(name));
    show->setToolTip(tr("Show what is typed"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::xs);
    row->addWidget(m_line, 1);
    row->addWidget(show);
    setFocusProxy(m_line);
    connect(show, &QToolButton::toggled, this, [this, show](bool isShown) {
        m_line->setEchoMode(isShown ? QLineEdit::Normal : QLineEdit::Password);
        show->setIcon(icon(isShown ? "eye-off" : "eye"));
    });
    connect(m_line, &QLineEdit::textChanged, this, &PassphraseEdit::changed);
    connect(m_line, &QLineEdit::returnPressed, this, &PassphraseEdit::submitted);
}

PassphraseEdit::~PassphraseEdit()
{
    const QSignalBlocker blocked(m_line); // whoever listens may be half gone
    clear();
}

bool PassphraseEdit::isEmpty() const
{
    return m_line->text().isEmpty();
}

qsizetype PassphraseEdit::length() const
{
    return m_line->text().size();
}

bool PassphraseEdit::equals(const PassphraseEdit& other) const
{
    return m_line->text() == other.m_line->text();
}

SecretBytes PassphraseEdit::peek() const
{
    QByteArray utf8 = m_line->text().toUtf8();
    SecretBytes secret = SecretBytes::copyOf(utf8);
    wipe(utf8);
    return secret;
}

SecretBytes PassphraseEdit::take()
{
    SecretBytes secret = peek();
    clear();
    return secret;
}

void PassphraseEdit::clear()
{
    QString text = m_line->text();
    m_line->setText({}); // clear() could be undone
    wipe(text);
}

} // namespace bulkhead
