#pragma once

#include "models/crm/sync/connecting.h"
#include "ui/common/formdialog.h"

#include <QUrl>

#include <stop_token>

class QLabel;
class QStackedWidget;

namespace bulkhead {

class PassphraseEdit;
class PathEdit;
class Session;

/// What a connector signs in with as a person gives it: typed, or of a key of its own the file.
class SecretField : public QWidget
{
    Q_OBJECT

public:
    struct Given
    {
        SecretBytes typed = {};
        QString file = {};
    };
    explicit SecretField(QWidget* parent);

    /// One of `crm::signInMethods`.
    void setMethod(const QString& method);
    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] Given given() const;
    void clear();

Q_SIGNALS:
    void edited();

private:
    PassphraseEdit* m_typed;
    PathEdit* m_file;
    QStackedWidget* m_stack;
};

/// Typed, or read from the file. Error: `value.bad`.
[[nodiscard]] Expected<SecretBytes> secretOf(const SecretField::Given& given);
[[nodiscard]] QString methodName(const QString& method); ///< "Client id and secret"

/// A sign-in that a worker is asked for.
struct SignInWish
{
    CrmConnector settings;
    QString version = {}; ///< of the interface
    SecretField::Given given = {};
    const Clock* clock = nullptr; ///< outlives it
    std::stop_token stop = {};
    /// Called on the worker with what the browser is to open, and where the app's answer is taken.
    std::function<void(const QUrl& address, const QString& redirect)> opened = {};
};
/// What it signs in with. Blocks: reads the file, or waits up to five minutes for the person in their browser. Errors:
/// `crm.auth`, `crm.timeout`, `crm.cancelled`.
[[nodiscard]] Expected<SecretBytes> signedIn(const SignInWish& wish);
/// The certificates of a file in PEM; nothing where there is no file. Error: `value.bad`.
[[nodiscard]] Expected<QString> authorityOf(const QString& file);

/// A dialog in which somebody signs in to a CRM: opens the browser, and stops what is under way when it goes.
class SigningDialog : public FormDialog
{
    Q_OBJECT

public:
    ~SigningDialog() override;
    [[nodiscard]] bool isTalking() const { return m_isTalking; }

protected:
    SigningDialog(const QString& title, const QString& verb, Session& session, QWidget* parent);

    [[nodiscard]] Session& session() const { return m_session; }
    /// Completed with clock, stop and who is told about the browser.
    void prepare(SignInWish& wish);
    void setTalking(bool isTalking);
    /// A line with the address that the browser was given; hidden while there is none.
    [[nodiscard]] QWidget* addressLine() const { return m_addressLine; }

private:
    void openBrowser(const QUrl& address, const QString& redirect);

    Session& m_session;
    std::stop_source m_stop;
    QWidget* m_addressLine;
    QLabel* m_said;
    QUrl m_address;
    bool m_isTalking = false;
};

/// Signs a connector in anew.
class SignInDialog : public SigningDialog
{
    Q_OBJECT

public:
    SignInDialog(const Kept<CrmConnector>& connector, const QString& version, Session& session, QWidget* parent);

private:
    void send();

    Kept<CrmConnector> m_connector;
    QString m_version;
    SecretField* m_secret;
};

} // namespace bulkhead
