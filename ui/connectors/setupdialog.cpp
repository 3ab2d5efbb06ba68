#include "ui/connectors/setupdialog.h"

#include "models/crm/sync/packagesource.h"
#include "models/incident/session.h"
#include "ui/common/card.h"
#include "ui/common/fields.h"
#include "ui/common/pathedit.h"
#include "ui/common/theme.h"
#include "ui/connectors/connectordialogs.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTextBrowser>
#include <QUrl>
#include <QVBoxLayout>

#include <array>
#include <mutex>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int wizardWidth = 620;
constexpr int stepCount = 4;

/// Where the address of a system is found.
QString addressHint(const QString& system)
{
    return system == "salesforce"_L1
        ? SetupDialog::tr("Setup, My Domain: https://acme.my.salesforce.com. Of a sandbox: "
                          "https://acme--uat.sandbox.my.salesforce.com.")
        : system == "hubspot"_L1 ? SetupDialog::tr("https://api.hubapi.com, for every account.")
                                 : SetupDialog::tr("Power Platform admin centre, the environment's URL: "
                                                   "https://acme.crm4.dynamics.com.");
}

QString methodHint(const QString& system, const QString& method)
{
    if (method == "token"_L1) {
        return SetupDialog::tr("HubSpot: Settings, Integrations, Private apps. The token stands under Auth.");
    }
    if (method == "browser"_L1) {
        return SetupDialog::tr(
            "The app in the CRM needs the redirect addresses http://127.0.0.1:8763/callback, :8764 and "
            ":8765, and refresh tokens.");
    }
    if (method == "jwt"_L1) {
        return SetupDialog::tr(
            "Salesforce: an External Client App with the JWT bearer flow and the certificate of this "
            "key; the user is approved for it beforehand.");
    }
    return system == "salesforce"_L1
        ? SetupDialog::tr("Salesforce: an External Client App with the client credentials flow and a user to run as.")
        : SetupDialog::tr("Entra ID: an app registration with a client secret, added to the environment as an "
                          "application user.");
}

QFormLayout* formOn(QWidget* page)
{
    auto* form = new QFormLayout(page);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(space::l);
    form->setVerticalSpacing(space::s);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    return form;
}

/// What helps with the field above it, as wide as that.
QLabel* hintLabel(const QString& text, QWidget* parent)
{
    QLabel* label = mutedLabel(text, parent);
    label->setFont(textFont(TextSize::Small));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    label->setSizePolicy(policy);
    return label;
}

QString resultRow(const QString& name, const QString& text)
{
    return text.isEmpty()
        ? QString()
        : u"<tr><td width=\"150\"><b>%1</b></td><td>%2</td></tr>"_s.arg(name.toHtmlEscaped(), text.toHtmlEscaped());
}
} // namespace

/// What a worker brings back: the secret also where the test failed, so that nobody signs in twice.
struct SetupDialog::Tested
{
    Expected<QString> authority = {};
    Expected<SecretBytes> secret = {};
    Expected<crm::Inspection> inspection = {};
};

SetupDialog::SetupDialog(std::shared_ptr<const crm::Mappings> mappings, const QString& incident, Session& session,
                         QWidget* parent)
    : SigningDialog(tr("Add a connector"), tr("Next"), session, parent)
    , m_mappings(std::move(mappings))
    , m_steps(new QStackedWidget(this))
    , m_back(new QPushButton(tr("&Back"), this))
    , m_skip(new QPushButton(tr("S&kip the test"), this))
    , m_copy(new QPushButton(tr("&Copy the list"), this))
    , m_package(new QPushButton(tr("&Save a package…"), this))
{
    setObjectName(u"setupDialog"_s);
    setMinimumWidth(wizardWidth);
    m_steps->addWidget(makeWhere());
    m_steps->addWidget(makeHow());
    m_steps->addWidget(makeTest());
    m_steps->addWidget(makeEnd(incident));
    addWidget(m_steps);
    addWidget(addressLine());
    auto* others = new QWidget(this);
    auto* flow = new QHBoxLayout(others);
    flow->setContentsMargins(0, 0, 0, 0);
    flow->setSpacing(space::s);
    m_back->setObjectName(u"back"_s);
    m_skip->setObjectName(u"skip"_s);
    m_copy->setObjectName(u"copy"_s);
    m_package->setObjectName(u"package"_s);
    for (QPushButton* button : {m_back, m_skip, m_copy, m_package}) {
        button->setAutoDefault(false);
        flow->addWidget(button);
    }
    flow->addStretch(1);
    setFooter(others);
    setTabOrder(m_run, m_back); // as they stand
    setTabOrder(m_back, m_skip);
    setTabOrder(m_skip, m_copy);
    setTabOrder(m_copy, m_package);
    connect(m_back, &QPushButton::clicked, this, [this] { go(static_cast<Step>(m_step - 1)); });
    connect(m_skip, &QPushButton::clicked, this, [this] { go(EndStep); });
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(textOf(m_inspection->missing)); });
    connect(m_package, &QPushButton::clicked, this,
            [this] { savePackage(this, this->session(), *m_mappings->find(system())); });
    for (const QLineEdit* one : {m_url, m_client, m_account, m_login, m_version}) {
        connect(one, &QLineEdit::textEdited, this, &SetupDialog::forget);
    }
    setValidator([this] { return problem(); });
    connect(this, &FormDialog::submitted, this, &SetupDialog::next);
    chooseSystem();
    go(WhereStep);
    m_system->setFocus();
}

void SetupDialog::addField(QFormLayout* form, const QString& label, QWidget* field, const QString& hint)
{
    auto* text = new QLabel(label, this);
    text->setBuddy(field);
    if (field->accessibleName().isEmpty()) {
        field->setAccessibleName(QString(label).remove(u'&'));
    }
    form->addRow(text, field);
    if (!hint.isEmpty()) {
        field->setAccessibleDescription(hint);
        form->addRow(QString(), hintLabel(hint, this));
    }
}

QLineEdit* SetupDialog::line(QFormLayout* form, const QString& label, const QString& name, const QString& hint)
{
    auto* made = new QLineEdit(this);
    made->setObjectName(name);
    addField(form, label, made, hint);
    return made;
}

QWidget* SetupDialog::makeWhere()
{
    auto* page = new QWidget(this);
    QFormLayout* form = formOn(page);
    m_system = new QComboBox(page);
    m_system->setObjectName(u"system"_s);
    for (const crm::Mapping& mapping : m_mappings->all()) {
        if (!crm::signInMethods(mapping.system).isEmpty()) {
            m_system->addItem(mapping.title, mapping.system);
        }
    }
    m_system->setCurrentIndex(std::max(0, m_system->findData(u"salesforce"_s)));
    addField(form, tr("S&ystem"), m_system);
    m_name = line(form, tr("&Name"), u"name"_s, tr("As you will find it here and on the command line."));
    m_url = line(form, tr("A&ddress"), u"url"_s);
    m_urlHint = hintLabel({}, page);
    form->addRow(QString(), m_urlHint);
    connect(m_system, &QComboBox::currentIndexChanged, this, &SetupDialog::chooseSystem);
    return page;
}

QWidget* SetupDialog::makeHow()
{
    auto* page = new QWidget(this);
    m_how = formOn(page);
    m_method = new QComboBox(page);
    m_method->setObjectName(u"method"_s);
    addField(m_how, tr("&Method"), m_method);
    m_methodHint = hintLabel({}, page);
    m_how->addRow(QString(), m_methodHint);
    m_client = line(m_how, tr("C&lient id"), u"client"_s);
    m_account = line(m_how, tr("&User"), u"account"_s);
    m_accountLabel = qobject_cast<QLabel*>(m_how->labelForField(m_account));
    m_secret = new SecretField(page);
    addField(m_how, tr("&Secret"), m_secret);
    m_secretLabel = qobject_cast<QLabel*>(m_how->labelForField(m_secret));
    auto* seldom = new QLabel(tr("Only where it is needed"), page);
    seldom->setFont(textFont(TextSize::Body, true));
    seldom->setContentsMargins(0, space::s, 0, 0);
    m_how->addRow(seldom);
    m_login = line(m_how, tr("Sign-in addr&ess"), u"login"_s);
    m_login->setPlaceholderText(tr("the system's own place"));
    m_version = line(m_how, tr("&Interface"), u"version"_s);
    m_ca = new PathEdit(PathEdit::Kind::ExistingFile, tr("Certificates of an authority of your own, in PEM"),
                        tr("Certificates of an authority of your own"), page);
    m_ca->setObjectName(u"ca"_s);
    addField(m_how, tr("&Own authority"), m_ca);
    connect(m_method, &QComboBox::currentIndexChanged, this, &SetupDialog::chooseMethod);
    connect(m_secret, &SecretField::edited, this, &SetupDialog::forget);
    connect(m_ca, &PathEdit::edited, this, &SetupDialog::forget);
    return page;
}

QWidget* SetupDialog::makeTest()
{
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    m_what = mutedLabel({}, page);
    m_result = new QTextBrowser(page);
    m_result->setObjectName(u"result"_s);
    m_result->setAccessibleName(tr("What the CRM said"));
    constexpr int resultHeight = 170;
    m_result->setMinimumHeight(resultHeight);
    column->addWidget(m_what);
    column->addWidget(m_result, 1);
    return page;
}

QWidget* SetupDialog::makeEnd(const QString& incident)
{
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    m_summary = mutedLabel({}, page);
    m_release = new QCheckBox(tr("&Release %1 to it").arg(incident), page);
    m_release->setObjectName(u"release"_s);
    auto* what = mutedLabel(tr("Code name, phase, severity and the tasks marked shareable. Title and summary need a "
                               "second release."),
                            page);
    m_reason = proseField(u"reason"_s, page);
    m_reason->setAccessibleName(tr("Why it is released"));
    m_reason->setPlaceholderText(tr("Why it is released; it stays in the journal"));
    m_run = new QCheckBox(tr("&Synchronise right away"), page);
    m_run->setObjectName(u"run"_s);
    const bool mayRelease = !incident.isEmpty();
    m_release->setVisible(mayRelease);
    what->setVisible(mayRelease);
    m_reason->setVisible(mayRelease);
    m_reason->setEnabled(false);
    connect(m_release, &QCheckBox::toggled, m_reason, &QWidget::setEnabled);
    connect(m_release, &QCheckBox::toggled, this, [this](bool isOn) {
        m_run->setChecked(isOn && m_run->isEnabled());
        if (isOn) {
            m_reason->setFocus();
        }
    });
    column->addWidget(m_summary);
    column->addSpacing(space::s);
    column->addWidget(m_release);
    column->addWidget(what);
    column->addWidget(m_reason);
    column->addWidget(m_run);
    column->addStretch(1);
    return page;
}

QString SetupDialog::system() const
{
    return m_system->currentData().toString();
}

QString SetupDialog::method() const
{
    return m_method->currentData().toString();
}

void SetupDialog::chooseSystem()
{
    const QString chosen = system();
    m_urlHint->setText(addressHint(chosen));
    m_url->setAccessibleDescription(m_urlHint->text());
    m_url->setPlaceholderText(u"https://"_s);
    if (m_url->text().isEmpty() || !m_url->isModified()) {
        m_url->setText(chosen == "hubspot"_L1 ? u"https://api.hubapi.com"_s : QString());
    }
    if (m_name->text().isEmpty() || !m_name->isModified()) {
        m_name->setText(chosen);
    }
    m_method->clear();
    for (const QString& one : crm::signInMethods(chosen)) {
        m_method->addItem(methodName(one), one);
    }
    const crm::Mapping* mapping = m_mappings->find(chosen);
    m_version->setPlaceholderText(mapping ? mapping->minimumApi : QString());
    chooseMethod();
}

void SetupDialog::chooseMethod()
{
    const QString chosen = method();
    const bool isDataverse = system() == "dataverse"_L1;
    m_methodHint->setText(methodHint(system(), chosen));
    m_method->setAccessibleDescription(m_methodHint->text());
    m_secret->setMethod(chosen);
    m_secretLabel->setText(chosen == "jwt"_L1 ? tr("&Key file") : chosen == "token"_L1 ? tr("&Token") : tr("&Secret"));
    m_accountLabel->setText(isDataverse ? tr("T&enant") : tr("&User"));
    m_account->setAccessibleName(QString(m_accountLabel->text()).remove(u'&'));
    m_how->setRowVisible(m_client, chosen != "token"_L1);
    m_how->setRowVisible(m_account, isDataverse || chosen == "jwt"_L1);
    m_how->setRowVisible(m_secret, chosen != "browser"_L1);
    forget();
}

void SetupDialog::forget()
{
    m_inspection.reset();
    m_signedIn = {};
    m_authority.clear();
    if (m_result) {
        m_result->clear();
    }
}

CrmConnector SetupDialog::settings() const
{
    return {.name = m_name->text().trimmed(),
            .system = system(),
            .url = m_url->text().trimmed(),
            .login = m_login->text().trimmed(),
            .method = method(),
            .client = m_client->text().trimmed(),
            .account = m_account->text().trimmed(),
            .apiVersion = m_version->text().trimmed(),
            .authority = m_authority};
}

QString SetupDialog::problem() const
{
    const QString chosen = method();
    switch (m_step) {
    case WhereStep: {
        if (m_name->text().trimmed().isEmpty()) {
            return tr("Give the connector a name.");
        }
        const QUrl url(m_url->text().trimmed(), QUrl::StrictMode);
        return url.isValid() && !url.host().isEmpty() ? QString() : tr("Give the address of the CRM, with https://.");
    }
    case HowStep:
        if (chosen != "token"_L1 && m_client->text().trimmed().isEmpty()) {
            return tr("Give the id of the app, as the CRM knows it.");
        }
        if (chosen == "jwt"_L1 && m_account->text().trimmed().isEmpty()) {
            return tr("Give the user that it speaks for.");
        }
        if (system() == "dataverse"_L1 && m_account->text().trimmed().isEmpty()
            && m_login->text().trimmed().isEmpty()) {
            return tr("Give the tenant that the app is registered in.");
        }
        return chosen != "browser"_L1 && m_secret->isEmpty() ? tr("Give what it signs in with.") : QString();
    case TestStep:
        return {};
    case EndStep:
        return m_release->isChecked() && m_reason->toPlainText().trimmed().isEmpty()
            ? tr("Say why it is released: others will read it.")
            : QString();
    }
    return {};
}

void SetupDialog::go(Step step)
{
    m_step = step;
    m_steps->setCurrentIndex(step);
    const bool isByPerson = method() == "browser"_L1;
    const std::array titles = {tr("Which CRM, and where it is reached."),
                               tr("How it signs in. The secret is kept in the vault and nowhere else."),
                               tr("Whether it works. Nothing is written there."), tr("What happens first.")};
    //: the step, of how many, and what it is about
    setIntroduction(tr("Step %1 of %2. %3").arg(step + 1).arg(stepCount).arg(titles.at(step)));
    mainButton()->setText(step == EndStep                         ? tr("Set up")
                              : step == TestStep && !m_inspection ? tr("Sign in and test")
                                                                  : tr("Next"));
    m_back->setVisible(step != WhereStep);
    m_skip->setVisible(step == TestStep && !m_inspection);
    m_copy->setVisible(step == TestStep && m_inspection && !m_inspection->missing.empty());
    m_package->setVisible(!m_copy->isHidden() && crm::hasPackage(system()));
    m_what->setText(isByPerson ? tr("Your browser opens the CRM's own page. When you have signed in there, the fields "
                                    "that the mapping needs are looked for.")
                               : tr("Signs in and looks for the fields that the mapping needs."));
    m_run->setEnabled(m_inspection.has_value() || !isByPerson);
    const CrmConnector wish = settings();
    m_summary->setText(m_inspection ? tr("“%1” is signed in at %2.").arg(wish.name, m_inspection->identity.host)
                                    : tr("“%1” was not tested. You can test it and sign it in later.").arg(wish.name));
    const std::array<QWidget*, stepCount> firsts = {m_system, m_method, mainButton(),
                                                    m_release->isHidden() ? m_run : m_release};
    if (isVisible()) {
        firsts.at(step)->setFocus();
    }
}

void SetupDialog::next()
{
    if (m_step == EndStep) {
        Q_EMIT completed();
        return;
    }
    setBusy(false);
    if (m_step == TestStep && !m_inspection) {
        test();
    } else {
        go(static_cast<Step>(m_step + 1));
    }
}

void SetupDialog::test()
{
    m_result->clear();
    setTalking(true);
    m_back->setEnabled(false);
    m_skip->setEnabled(false);
    const crm::Mapping& mapping = *m_mappings->find(system());
    SignInWish wish{.settings = settings(), .version = mapping.minimumApi, .given = m_secret->given()};
    prepare(wish);
    session().run(
        this,
        [wish = std::move(wish), file = m_ca->path(), had = m_signedIn.clone(), mapping]() mutable {
            Tested tested;
            tested.authority = authorityOf(file);
            if (!tested.authority) {
                tested.inspection = std::unexpected(tested.authority.error());
                return tested;
            }
            wish.settings.authority = *tested.authority;
            tested.secret = had.isEmpty() ? signedIn(wish) : Expected<SecretBytes>(std::move(had));
            if (!tested.secret) {
                tested.inspection = std::unexpected(tested.secret.error());
                return tested;
            }
            std::mutex mutex; // the connection ends before it
            const auto keep = [&](const SecretBytes& fresh) -> Expected<void> {
                const std::scoped_lock lock(mutex);
                tested.secret = fresh.clone();
                return {};
            };
            auto connection = crm::connectionTo(wish.settings,
                                                {.secret = tested.secret->clone(),
                                                 .version = mapping.minimumApi,
                                                 .clock = wish.clock,
                                                 .keepRefreshToken = keep});
            tested.inspection = connection ? crm::inspect(**connection, mapping, wish.stop)
                                           : Expected<crm::Inspection>(std::unexpected(connection.error()));
            return tested;
        },
        [this](const Tested& tested) { take(tested); });
}

void SetupDialog::take(const Tested& tested)
{
    setTalking(false);
    m_back->setEnabled(true);
    m_skip->setEnabled(true);
    if (tested.authority) {
        m_authority = *tested.authority;
    }
    if (tested.secret) {
        m_signedIn = tested.secret->clone();
    }
    if (!tested.inspection) {
        showError(tested.inspection.error());
        return;
    }
    m_inspection = *tested.inspection;
    const crm::Identity& identity = m_inspection->identity;
    QString html = u"<p><b>%1</b></p><table cellspacing=\"0\" cellpadding=\"3\">"_s.arg(
        (m_inspection->missing.empty() ? tr("It signs in, and all that the mapping needs is there.")
                                       : tr("It signs in, but fields are missing that the mapping needs."))
            .toHtmlEscaped());
    html += resultRow(tr("Host"), identity.host) + resultRow(tr("User there"), identity.userName)
        + resultRow(tr("Interface"), identity.apiVersion);
    html += resultRow(tr("Certificate"),
                      identity.certificate.isEmpty()
                          ? QString()
                          : tr("%1, SHA-256 %2").arg(identity.certificateName, identity.certificate));
    for (const auto& [object, field] : m_inspection->missing) {
        html += resultRow(tr("Missing"), u"%1.%2: %3"_s.arg(object, field.name, field.type));
    }
    html += "</table>"_L1;
    if (!m_inspection->missing.empty()) {
        html += u"<p>%1</p>"_s.arg(tr("Somebody who administers the CRM has to make them; until then nothing is sent. "
                                      "You can go on meanwhile.")
                                       .toHtmlEscaped());
    }
    m_result->setHtml(html);
    go(TestStep);
    mainButton()->setFocus();
}

SetupDialog::Wish SetupDialog::wish() const
{
    return {.settings = settings(),
            .secret = m_signedIn.clone(),
            .given = m_secret->given(),
            .authorityFile = m_ca->path(),
            .releases = m_release->isChecked(),
            .reason = m_reason->toPlainText().trimmed(),
            .runs = m_run->isChecked()};
}

Expected<void> SetupDialog::Wish::complete()
{
    if (settings.authority.isEmpty()) {
        TRY(settings.authority, authorityOf(authorityFile));
    }
    if (secret.isEmpty() && settings.method != "browser"_L1) {
        TRY(secret, secretOf(given));
    }
    return {};
}

} // namespace bulkhead
