#pragma once

#include "models/base/error.h"

#include <QDialog>

#include <functional>

class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace bulkhead {

class Banner;

/// A form in a dialog: rows with labels as buddies, one main button, errors said inside. Opened with `open()`; deletes
/// itself. Use:
///
///     auto* dialog = new FormDialog(tr("Add a decision"), tr("Record"), parent);
///     dialog->addRow(tr("&Title"), title);
///     dialog->setValidator([=] { return title->text().isEmpty() ? tr("Give it a title.") : QString(); });
///     connect(dialog, &FormDialog::submitted, …, [=] { session.write(…, [=](auto result) { dialog->finish(result); });
///     }); dialog->open();
class FormDialog : public QDialog
{
    Q_OBJECT

public:
    FormDialog(const QString& title, const QString& verb, QWidget* parent = nullptr);

    void setIntroduction(const QString& text);
    /// The label is the field's buddy and, where it has none, its accessible name. `hint` stands muted below.
    void addRow(const QString& label, QWidget* field, const QString& hint = {});
    void addSection(const QString& title);
    /// A whole line.
    void addWidget(QWidget* widget);
    /// A line between the fields, which may scroll, and the dialog's own buttons. Once.
    void setFooter(QWidget* footer);
    /// A sentence while the form cannot be sent; empty when it can. Asked when the main button is pressed.
    void setValidator(std::function<QString()> validator) { m_validator = std::move(validator); }
    [[nodiscard]] QPushButton* mainButton() const { return m_main; }
    [[nodiscard]] QFormLayout* form() const { return m_form; }

    void showError(const Error& error);
    void showProblem(const QString& sentence);
    /// While work is under way the form is held and the main button says so.
    void setBusy(bool busy);
    /// Closes on success, shows the error otherwise.
    template<typename T> void finish(const Expected<T>& result)
    {
        setBusy(false);
        if (result) {
            accept();
        } else {
            showError(result.error());
        }
    }

Q_SIGNALS:
    /// The form is valid and the person wants it sent. The dialog stays open and busy until `finish`, `showError` or
    /// `accept`.
    void submitted();
    /// The person wants what was sent to stop.
    void cancelWanted();

public:
    void reject() override;

protected:
    void showEvent(QShowEvent* event) override;

private:
    void fitHeight();
    void submit();

    QVBoxLayout* m_column;
    QLabel* m_introduction;
    Banner* m_banner;
    QFormLayout* m_form;
    QScrollArea* m_fields = nullptr;
    QPushButton* m_main;
    QDialogButtonBox* m_buttons;
    QWidget* m_footer = nullptr;
    std::function<QString()> m_validator;
    bool m_isBusy = false;
};

/// Asks why something is struck; `done` gets the dialog and the reason and calls `dialog->finish(…)`.
void askForStrikeReason(QWidget* parent, const QString& what,
                        std::function<void(FormDialog* dialog, const QString& reason)> done);
/// Asks once, naming what will happen. `isDestructive` paints the button so.
void askToConfirm(QWidget* parent, const QString& title, const QString& text, const QString& verb, bool isDestructive,
                  std::function<void()> confirmed);

} // namespace bulkhead
