#pragma once

#include "ui/connectors/signing.h"

#include <optional>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class QTextBrowser;

namespace bulkhead {

/// Sets a CRM up in four steps: where it is, how it signs in, a test, and what happens first. Nothing is kept until the
/// last.
class SetupDialog : public SigningDialog
{
    Q_OBJECT

public:
    /// `incident` names what the window is on; empty where there is none or the person may not release it.
    SetupDialog(std::shared_ptr<const crm::Mappings> mappings, const QString& incident, Session& session,
                QWidget* parent);

    /// What the last step asks for.
    struct Wish
    {
        CrmConnector settings;
        SecretBytes secret = {}; ///< empty: not signed in yet
        SecretField::Given given = {};
        QString authorityFile = {};
        bool releases = false;
        QString reason = {};
        bool runs = false;

        /// Where nothing was tested: reads the files, so on a worker. Errors: `value.bad`.
        [[nodiscard]] Expected<void> complete();
    };
    [[nodiscard]] Wish wish() const;

Q_SIGNALS:
    /// The last step was left. As `FormDialog::submitted`.
    void completed();

private:
    enum Step { WhereStep, HowStep, TestStep, EndStep };
    struct Tested;

    QWidget* makeWhere();
    QWidget* makeHow();
    QWidget* makeTest();
    QWidget* makeEnd(const QString& incident);
    QLineEdit* line(QFormLayout* form, const QString& label, const QString& name, const QString& hint = {});
    void addField(QFormLayout* form, const QString& label, QWidget* field, const QString& hint = {});
    void chooseSystem();
    void chooseMethod();
    void forget(); ///< what was tested, since something else is asked for
    void go(Step step);
    void next();
    void test();
    void take(const Tested& tested);
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QString system() const;
    [[nodiscard]] QString method() const;
    [[nodiscard]] CrmConnector settings() const;

    std::shared_ptr<const crm::Mappings> m_mappings;
    Step m_step = WhereStep;
    QString m_authority; ///< of the file, once it was read
    SecretBytes m_signedIn;
    std::optional<crm::Inspection> m_inspection;

    QStackedWidget* m_steps;
    QComboBox* m_system = nullptr;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_url = nullptr;
    QLabel* m_urlHint = nullptr;
    QComboBox* m_method = nullptr;
    QLabel* m_methodHint = nullptr;
    QFormLayout* m_how = nullptr;
    QLineEdit* m_client = nullptr;
    QLineEdit* m_account = nullptr;
    QLabel* m_accountLabel = nullptr;
    SecretField* m_secret = nullptr;
    QLabel* m_secretLabel = nullptr;
    QLineEdit* m_login = nullptr;
    QLineEdit* m_version = nullptr;
    PathEdit* m_ca = nullptr;
    QLabel* m_what = nullptr;
    QTextBrowser* m_result = nullptr;
    QLabel* m_summary = nullptr;
    QCheckBox* m_release = nullptr;
    QPlainTextEdit* m_reason = nullptr;
    QCheckBox* m_run = nullptr;
    QPushButton* m_back;
    QPushButton* m_skip;
    QPushButton* m_copy;
    QPushButton* m_package;
};

} // namespace bulkhead
