#include "ui/connectors/signing.h"

#include "models/incident/session.h"
#include "ui/common/card.h"
#include "ui/common/maskedfield.h"
#include "ui/common/pathedit.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QFile>
#include <QFutureWatcher>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPromise>
#include <QPushButton>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int personPatienceMs = 5 * 60'000;
constexpr qint64 largestKey = 1 << 16;
constexpr qint64 largestPem = 1 << 20;

/// What a worker tells of a sign-in that waits for somebody.
struct BrowserPage
{
    QUrl address;
    QString redirect;
};

Expected<SecretBytes> keyOf(const QString& path)
{
    QFile file(path);
    QByteArray octets = file.open(QIODevice::ReadOnly) ? file.read(largestKey) : QByteArray();
    auto secret = SecretBytes::copyOf(octets);
    wipe(octets);
    if (secret.isEmpty()) {
        return failure("value.bad"_L1, SignInDialog::tr("%1 holds no key that can be read.").arg(path));
    }
    return secret;
}
} // namespace

SecretField::SecretField(QWidget* parent)
    : QWidget(parent)
    , m_typed(new PassphraseEdit(tr("Secret"), this))
    , m_file(new PathEdit(PathEdit::Kind::ExistingFile, tr("File with the private key (PEM)"),
                          tr("File with the private key"), this))
    , m_stack(new QStackedWidget(this))
{
    m_typed->setObjectName(u"secret"_s);
    m_file->setObjectName(u"keyFile"_s);
    m_stack->addWidget(m_typed);
    m_stack->addWidget(m_file);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_stack);
    setFocusProxy(m_typed);
    connect(m_typed, &PassphraseEdit::changed, this, &SecretField::edited);
    connect(m_file, &PathEdit::edited, this, &SecretField::edited);
}

void SecretField::setMethod(const QString& method)
{
    const bool isFile = method == "jwt"_L1;
    m_stack->setCurrentIndex(isFile ? 1 : 0);
    setFocusProxy(isFile ? static_cast<QWidget*>(m_file) : m_typed);
}

bool SecretField::isEmpty() const
{
    return m_stack->currentIndex() == 1 ? m_file->path().isEmpty() : m_typed->isEmpty();
}

SecretField::Given SecretField::given() const
{
    Given result;
    if (m_stack->currentIndex() == 1) {
        result.file = m_file->path();
    } else {
        result.typed = m_typed->peek();
    }
    return result;
}

void SecretField::clear()
{
    m_typed->clear();
    m_file->setPath({});
}

QString methodName(const QString& method)
{
    return method == "jwt"_L1    ? SignInDialog::tr("Key of its own (JWT)")
        : method == "client"_L1  ? SignInDialog::tr("Client id and secret")
        : method == "token"_L1   ? SignInDialog::tr("Token of a private app")
        : method == "browser"_L1 ? SignInDialog::tr("I sign in with my browser")
                                 : method;
}

Expected<SecretBytes> secretOf(const SecretField::Given& given)
{
    return given.file.isEmpty() ? Expected<SecretBytes>(given.typed.clone()) : keyOf(given.file);
}

Expected<SecretBytes> signedIn(const SignInWish& wish)
{
    if (wish.settings.method != "browser"_L1) {
        return secretOf(wish.given);
    }
    crm::PersonSignIn person(wish.settings, wish.version, *wish.clock);
    TRY(const QUrl address, person.open());
    wish.opened(address, person.redirectAddress());
    return person.finish(personPatienceMs, wish.stop);
}

Expected<QString> authorityOf(const QString& path)
{
    if (path.isEmpty()) {
        return QString();
    }
    QFile file(path);
    const QByteArray pem = file.open(QIODevice::ReadOnly) ? file.read(largestPem) : QByteArray();
    if (!pem.contains("-----BEGIN CERTIFICATE-----")) {
        return failure("value.bad"_L1, SignInDialog::tr("%1 holds no certificates in PEM.").arg(path));
    }
    return QString::fromLatin1(pem);
}

SigningDialog::SigningDialog(const QString& title, const QString& verb, Session& session, QWidget* parent)
    : FormDialog(title, verb, parent)
    , m_session(session)
    , m_addressLine(new QWidget(this))
    , m_said(mutedLabel({}, m_addressLine))
{
    auto* copy = new QPushButton(tr("&Copy the address"), m_addressLine);
    copy->setObjectName(u"copyAddress"_s);
    copy->setAutoDefault(false);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_address.toString(QUrl::FullyEncoded)); });
    auto* row = new QHBoxLayout(m_addressLine);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::s);
    row->addWidget(m_said, 1);
    row->addWidget(copy, 0, Qt::AlignTop);
    m_addressLine->hide();
}

SigningDialog::~SigningDialog()
{
    m_stop.request_stop();
}

void SigningDialog::prepare(SignInWish& wish)
{
    auto* watcher = new QFutureWatcher<BrowserPage>(this);
    auto promise = std::make_shared<QPromise<BrowserPage>>();
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        watcher->deleteLater();
        if (watcher->future().resultCount() > 0) {
            openBrowser(watcher->result().address, watcher->result().redirect);
        }
    });
    promise->start();
    watcher->setFuture(promise->future());
    wish.clock = &m_session.clock();
    wish.stop = m_stop.get_token();
    wish.opened = [promise](const QUrl& address, const QString& redirect) {
        promise->addResult(BrowserPage{address, redirect});
        promise->finish();
    };
}

void SigningDialog::openBrowser(const QUrl& address, const QString& redirect)
{
    m_address = address;
    m_said->setText(
        tr("Sign in in your browser; this waits five minutes. The app's redirect address is %1.").arg(redirect));
    m_addressLine->show();
    QDesktopServices::openUrl(address);
}

void SigningDialog::setTalking(bool isTalking)
{
    m_isTalking = isTalking;
    mainButton()->setEnabled(!isTalking);
    setCursor(isTalking ? Qt::BusyCursor : Qt::ArrowCursor);
    if (!isTalking) {
        m_addressLine->hide();
    }
}

SignInDialog::SignInDialog(const Kept<CrmConnector>& connector, const QString& version, Session& session,
                           QWidget* parent)
    : SigningDialog(tr("Sign %1 in").arg(connector.value.name), tr("Sign in"), session, parent)
    , m_connector(connector)
    , m_version(version)
    , m_secret(new SecretField(this))
{
    setObjectName(u"signInDialog"_s);
    const QString& method = connector.value.method;
    const bool isByPerson = method == "browser"_L1;
    setIntroduction(isByPerson ? tr("Your browser opens the CRM's own page. What it hands back is kept in the vault.")
                               : tr("%1. It takes the place of what is kept in the vault.").arg(methodName(method)));
    m_secret->setMethod(method);
    if (isByPerson) {
        m_secret->hide();
    } else {
        addRow(method == "jwt"_L1 ? tr("&Key file") : tr("&Secret"), m_secret);
    }
    addWidget(addressLine());
    setValidator([this, isByPerson] {
        return isByPerson || !m_secret->isEmpty() ? QString() : tr("Give what it signs in with.");
    });
    connect(this, &FormDialog::submitted, this, &SignInDialog::send);
}

void SignInDialog::send()
{
    setBusy(false);
    setTalking(true);
    SignInWish wish{.settings = m_connector.value, .version = m_version, .given = m_secret->given()};
    prepare(wish);
    session().run(
        this, [wish = std::move(wish)] { return signedIn(wish); },
        [this](Expected<SecretBytes> secret) {
            setTalking(false);
            if (!secret) {
                showError(secret.error());
                return;
            }
            setBusy(true);
            session().write(
                this,
                [name = crm::secretNameOf(m_connector.id), secret = *std::move(secret)](Casework& casework) {
                    return casework.journal().vault().keepSecret(name, secret);
                },
                [this](const Expected<void>& kept) { finish(kept); });
        });
}

} // namespace bulkhead
