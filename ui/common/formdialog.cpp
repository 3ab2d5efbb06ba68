#include "ui/common/formdialog.h"

#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/style.h"
#include "ui/common/theme.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

namespace bulkhead {

FormDialog::FormDialog(const QString& title, const QString& verb, QWidget* parent)
    : QDialog(parent)
    , m_column(new QVBoxLayout(this))
    , m_introduction(mutedLabel({}, this))
    , m_banner(new Banner(this))
    , m_form(new QFormLayout)
    , m_buttons(new QDialogButtonBox(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    setWindowModality(Qt::WindowModal);
    setMinimumWidth(480);
    auto* heading = new QLabel(title, this);
    heading->setFont(textFont(TextSize::Title, true));
    m_introduction->hide();
    m_form->setHorizontalSpacing(space::l);
    m_form->setVerticalSpacing(space::s);
    m_form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_column->setContentsMargins(space::xl, space::xl, space::xl, space::l);
    m_column->setSpacing(space::m);
    m_column->addWidget(heading);
    m_column->addWidget(m_introduction);
    m_column->addWidget(m_banner);
    auto* fields = new QWidget;
    fields->setLayout(m_form);
    m_fields = new QScrollArea(this); // a large form on a small screen
    m_fields->setFrameShape(QFrame::NoFrame);
    m_fields->setWidgetResizable(true);
    m_fields->setFocusPolicy(Qt::NoFocus);
    m_fields->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_fields->setWidget(fields);
    m_fields->viewport()->setAutoFillBackground(false);
    fields->setAutoFillBackground(false);
    m_form->setContentsMargins(2, 2, 2, 2); // the frame of the field with the focus
    m_column->addWidget(m_fields, 1);
    m_column->addSpacing(space::s);
    m_column->addWidget(m_buttons);

    m_main = m_buttons->addButton(verb, QDialogButtonBox::AcceptRole);
    m_main->setDefault(true);
    QPushButton* cancel = m_buttons->addButton(QDialogButtonBox::Cancel);
    cancel->setText(tr("Cancel"));
    connect(m_main, &QPushButton::clicked, this, &FormDialog::submit);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
}

void FormDialog::setIntroduction(const QString& text)
{
    m_introduction->setText(text);
    m_introduction->setVisible(!text.isEmpty());
}

void FormDialog::addRow(const QString& label, QWidget* field, const QString& hint)
{
    auto* text = new QLabel(label, this);
    text->setBuddy(field);
    if (field->accessibleName().isEmpty()) {
        field->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    }
    if (hint.isEmpty()) {
        m_form->addRow(text, field);
        return;
    }
    auto* cell = new QWidget(this);
    auto* column = new QVBoxLayout(cell);
    column->setContentsMargins(0, 0, 0, space::xs);
    column->setSpacing(space::xs);
    column->addWidget(field);
    QLabel* below = mutedLabel(hint, cell);
    below->setFont(textFont(TextSize::Small));
    column->addWidget(below);
    field->setAccessibleDescription(hint);
    m_form->addRow(text, cell);
}

void FormDialog::addSection(const QString& title)
{
    auto* label = new QLabel(title, this);
    label->setFont(textFont(TextSize::Body, true));
    label->setContentsMargins(0, space::s, 0, 0);
    m_form->addRow(label);
}

void FormDialog::addWidget(QWidget* widget)
{
    m_form->addRow(widget);
}

void FormDialog::setFooter(QWidget* footer)
{
    m_footer = footer;
    m_column->insertWidget(m_column->indexOf(m_buttons), footer);
}

void FormDialog::showEvent(QShowEvent* event)
{
    // The buttons come before the fields in the order of Tab, but typing starts with the first field.
    if (!focusWidget() || m_buttons->isAncestorOf(focusWidget())) {
        for (int i = 0; i < m_form->count(); ++i) {
            QWidget* row = m_form->itemAt(i)->widget();
            if (row && row->focusProxy()) {
                row->setFocus();
                break;
            }
            QList<QWidget*> candidates = row ? row->findChildren<QWidget*>() : QList<QWidget*>();
            if (row) {
                candidates.prepend(row);
            }
            const auto field = std::ranges::find_if(candidates, [](const QWidget* widget) {
                return (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && widget->isEnabled()
                    && !widget->isHidden();
            });
            if (field != candidates.end()) {
                (*field)->setFocus();
                break;
            }
        }
    }
    fitHeight();
    QDialog::showEvent(event);
}

/// As high as its fields are, as long as the screen has the room.
void FormDialog::fitHeight()
{
    if (!m_fields) {
        return; // not shown yet
    }
    const int most = screen()->availableGeometry().height() - 2 * space::xl;
    for (int round = 0; round < 3; ++round) { // the scroll bar goes, and with it the width changes
        // A long introduction would be squeezed before the fields are.
        m_introduction->setMinimumHeight(std::max(0, m_introduction->heightForWidth(m_introduction->width())));
        m_column->activate();
        const int width = m_fields->viewport()->width();
        const int whole = m_form->hasHeightForWidth() ? m_form->totalHeightForWidth(width)
                                                      : m_form->totalSizeHint().height();
        resize(this->width(), std::min(height() + whole + space::s - m_fields->height(), most));
    }
}

void FormDialog::showError(const Error& error)
{
    setBusy(false);
    m_banner->showError(error);
    m_banner->setDismissable(false);
    // Once the banner has wrapped its text.
    QTimer::singleShot(0, this, &FormDialog::fitHeight);
}

void FormDialog::showProblem(const QString& sentence)
{
    m_banner->showText(Tone::Warn, sentence);
    m_banner->setDismissable(false);
    // Once the banner has wrapped its text.
    QTimer::singleShot(0, this, &FormDialog::fitHeight);
}

void FormDialog::setBusy(bool busy)
{
    m_isBusy = busy;
    m_main->setEnabled(!busy);
    for (int row = 0; row < m_form->count(); ++row) {
        if (QWidget* widget = m_form->itemAt(row)->widget()) {
            widget->setEnabled(!busy);
        }
    }
    if (m_footer) {
        m_footer->setEnabled(!busy);
    }
    setCursor(busy ? Qt::BusyCursor : Qt::ArrowCursor);
}

void FormDialog::reject()
{
    // What was sent is under way and its outcome has to be told.
    if (m_isBusy) {
        Q_EMIT cancelWanted();
    } else {
        QDialog::reject();
    }
}

void FormDialog::submit()
{
    if (m_isBusy) {
        return;
    }
    const QString problem = m_validator ? m_validator() : QString();
    if (!problem.isEmpty()) {
        showProblem(problem);
        return;
    }
    m_banner->dismiss();
    setBusy(true);
    Q_EMIT submitted();
}

void askForStrikeReason(QWidget* parent, const QString& what,
                        std::function<void(FormDialog* dialog, const QString& reason)> done)
{
    auto* dialog = new FormDialog(FormDialog::tr("Strike this entry"), FormDialog::tr("Strike"), parent);
    dialog->setObjectName(QStringLiteral("strikeDialog"));
    //: %1 names an entry
    dialog->setIntroduction(FormDialog::tr("“%1” stays in the journal, struck through, with your reason. Nothing is "
                                           "erased.")
                                .arg(what));
    auto* reason = new QPlainTextEdit(dialog);
    reason->setObjectName(QStringLiteral("reason"));
    reason->setTabChangesFocus(true);
    reason->setMaximumHeight(96);
    dialog->addRow(FormDialog::tr("&Reason"), reason);
    dialog->setValidator([reason] {
        return reason->toPlainText().trimmed().isEmpty() ? FormDialog::tr("Say why it is struck: others will read it.")
                                                         : QString();
    });
    makeDestructive(dialog->mainButton());
    QObject::connect(dialog, &FormDialog::submitted, dialog,
                     [dialog, reason, done = std::move(done)] { done(dialog, reason->toPlainText().trimmed()); });
    reason->setFocus();
    dialog->open();
}

void askToConfirm(QWidget* parent, const QString& title, const QString& text, const QString& verb, bool isDestructive,
                  std::function<void()> confirmed)
{
    auto* dialog = new FormDialog(title, verb, parent);
    dialog->setIntroduction(text);
    if (isDestructive) {
        makeDestructive(dialog->mainButton());
    }
    QObject::connect(dialog, &FormDialog::submitted, dialog, [dialog, confirmed = std::move(confirmed)] {
        dialog->accept();
        confirmed();
    });
    dialog->open();
}

} // namespace bulkhead
