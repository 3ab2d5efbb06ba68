#include "models/vault/secretservice.h"

#include "models/vault/secretstore.h"
#include "models/vault/vaulttext.h"

#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusReply>
#include <QEventLoop>
#include <QThread>
#include <QTimer>
#include <QUuid>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace secretservice {

QDBusArgument& operator<<(QDBusArgument& out, const Secret& secret)
{
    out.beginStructure();
    out << secret.session << secret.parameters << secret.value << secret.contentType;
    out.endStructure();
    return out;
}

const QDBusArgument& operator>>(const QDBusArgument& in, Secret& secret)
{
    in.beginStructure();
    in >> secret.session >> secret.parameters >> secret.value >> secret.contentType;
    in.endStructure();
    return in; // NOLINT(bugprone-return-const-ref-from-parameter): as Qt asks for it
}

void registerTypes()
{
    qDBusRegisterMetaType<Secret>();
    qDBusRegisterMetaType<Attributes>();
}

/// Waits for the person's answer to a question that the service asks.
class PromptAnswer : public QObject
{
    Q_OBJECT

public:
    PromptAnswer(const QDBusConnection& bus, const QString& path)
        : m_bus(bus)
    {
        m_bus.connect(name, path, u"org.freedesktop.Secret.Prompt"_s, u"Completed"_s, this,
                      SLOT(complete(bool, QDBusVariant)));
    }
    /// True where it was not dismissed.
    bool wait(int ms)
    {
        QTimer::singleShot(ms, &m_loop, &QEventLoop::quit);
        if (!m_isAnswered) {
            m_loop.exec();
        }
        return m_isAnswered && !m_isDismissed;
    }

private Q_SLOTS:
    void complete(bool isDismissed, const QDBusVariant& /*result*/)
    {
        m_isAnswered = true;
        m_isDismissed = isDismissed;
        m_loop.quit();
    }

private:
    QDBusConnection m_bus;
    QEventLoop m_loop; ///< of a thread that this room started for it
    bool m_isAnswered = false;
    bool m_isDismissed = false;
};

} // namespace secretservice

namespace {
constexpr int answerMs = 10'000;  ///< for the service
constexpr int personMs = 180'000; ///< for whoever is asked

std::unexpected<Error> noKeyring(const QString& detail)
{
    return failure(
        "vault.no-keyring"_L1,
        VaultText::tr("This desktop has no keyring that answers (Secret Service on the session bus). Open the "
                      "vault with the passphrase, or start the keyring of the desktop."),
        detail);
}

std::unexpected<Error> keyringRefused(const QString& detail)
{
    return failure("vault.keyring-refused"_L1,
                   VaultText::tr("The desktop's keyring stayed locked or refused. Unlock it and try again, or open the "
                                 "vault with the passphrase."),
                   detail);
}

/// One conversation with the service over a connection of its own, on one thread.
class Conversation
{
public:
    Conversation()
        : m_bus(QDBusConnection::connectToBus(QDBusConnection::SessionBus, QUuid::createUuid().toString()))
    {
    }
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;
    ~Conversation() { QDBusConnection::disconnectFromBus(m_bus.name()); }

    Expected<void> begin()
    {
        if (!m_bus.isConnected()) {
            return noKeyring(m_bus.lastError().message());
        }
        // "plain": the bus is this user's own, and whoever may listen there may ask for the secret as well.
        TRY(const auto answer,
            call(secretservice::root, u"Service"_s, u"OpenSession"_s,
                 {u"plain"_s, QVariant::fromValue(QDBusVariant(QString()))}));
        m_session = answer.value(1).value<QDBusObjectPath>();
        return {};
    }

    Expected<void> keep(const KeyringEntry& entry, const SecretBytes& secret)
    {
        TRY(const auto alias, call(secretservice::root, u"Service"_s, u"ReadAlias"_s, {u"default"_s}));
        const auto collection = alias.value(0).value<QDBusObjectPath>();
        if (collection.path().size() < 2) {
            return noKeyring(u"no default collection"_s);
        }
        CHECK_OK(unlock(collection));
        const QVariantMap properties{
            {u"org.freedesktop.Secret.Item.Label"_s, entry.label},
            {u"org.freedesktop.Secret.Item.Attributes"_s, QVariant::fromValue(attributes(entry))}};
        secretservice::Secret sent{m_session, {}, secret.view().toByteArray(), u"application/octet-stream"_s};
        const auto made = call(collection.path(), u"Collection"_s, u"CreateItem"_s,
                               {properties, QVariant::fromValue(sent), true});
        wipe(sent.value);
        CHECK_OK(made);
        return answered(made->value(1));
    }

    Expected<SecretBytes> find(const KeyringEntry& entry)
    {
        TRY(const auto item, search(entry));
        if (item.path().isEmpty()) {
            return failure(
                "vault.keyring-empty"_L1,
                VaultText::tr("The keyring of this desktop keeps nothing for this vault; another desktop may. "
                              "Open the vault with the passphrase."));
        }
        TRY(const auto answer, call(item.path(), u"Item"_s, u"GetSecret"_s, {QVariant::fromValue(m_session)}));
        auto received = qdbus_cast<secretservice::Secret>(answer.value(0));
        auto secret = SecretBytes::copyOf(received.value);
        wipe(received.value);
        return secret;
    }

    Expected<void> forget(const KeyringEntry& entry)
    {
        TRY(const auto item, search(entry));
        if (item.path().isEmpty()) {
            return {};
        }
        TRY(const auto answer, call(item.path(), u"Item"_s, u"Delete"_s, {}));
        return answered(answer.value(0));
    }

private:
    static secretservice::Attributes attributes(const KeyringEntry& entry)
    {
        return {{u"application"_s, u"bulkhead"_s}, {u"vault"_s, entry.vault.text()}, {u"slot"_s, entry.slot.text()}};
    }

    Expected<QVariantList> call(const QString& path, const QString& interface, const QString& method,
                                const QVariantList& arguments)
    {
        QDBusMessage question = QDBusMessage::createMethodCall(secretservice::name, path,
                                                               "org.freedesktop.Secret."_L1 + interface, method);
        question.setArguments(arguments);
        const QDBusMessage answer = m_bus.call(question, QDBus::Block, answerMs);
        if (answer.type() == QDBusMessage::ReplyMessage) {
            return answer.arguments();
        }
        const QString detail = answer.errorName() + u' ' + answer.errorMessage();
        const bool isAbsent = answer.errorName().startsWith("org.freedesktop.DBus.Error"_L1);
        return isAbsent ? Expected<QVariantList>(noKeyring(detail)) : keyringRefused(detail);
    }

    /// The item of an entry, unlocked; an empty path where there is none.
    Expected<QDBusObjectPath> search(const KeyringEntry& entry)
    {
        TRY(const auto answer,
            call(secretservice::root, u"Service"_s, u"SearchItems"_s, {QVariant::fromValue(attributes(entry))}));
        const auto open = qdbus_cast<secretservice::Paths>(answer.value(0));
        const auto locked = qdbus_cast<secretservice::Paths>(answer.value(1));
        if (!open.isEmpty()) {
            return open.first();
        }
        if (locked.isEmpty()) {
            return QDBusObjectPath();
        }
        CHECK_OK(unlock(locked.first()));
        return locked.first();
    }

    Expected<void> unlock(const QDBusObjectPath& path)
    {
        TRY(const auto answer,
            call(secretservice::root, u"Service"_s, u"Unlock"_s, {QVariant::fromValue(secretservice::Paths{path})}));
        return answered(answer.value(1));
    }

    /// Has the person asked where the service wants to ask.
    Expected<void> answered(const QVariant& promptPath)
    {
        const QString path = promptPath.value<QDBusObjectPath>().path();
        if (path.size() < 2) {
            return {};
        }
        secretservice::PromptAnswer answer(m_bus, path);
        CHECK_OK(call(path, u"Prompt"_s, u"Prompt"_s, {QString()}));
        return answer.wait(personMs) ? Expected<void>() : keyringRefused(u"prompt"_s);
    }

    QDBusConnection m_bus;
    QDBusObjectPath m_session;
};

/// Talks on a thread of its own, since a question to the person is answered by a signal.
template<typename T, typename Talk> Expected<T> talk(Talk about)
{
    secretservice::registerTypes();
    Expected<T> result = noKeyring({});
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        Conversation conversation;
        if (auto begun = conversation.begin(); !begun) {
            result = std::unexpected(begun.error());
            return;
        }
        result = about(conversation);
    }));
    thread->start();
    thread->wait();
    return result;
}

class DesktopSecretStore final : public SecretStore
{
public:
    Expected<void> keep(const KeyringEntry& entry, const SecretBytes& secret) override
    {
        return talk<void>([&](Conversation& with) { return with.keep(entry, secret); });
    }
    Expected<SecretBytes> find(const KeyringEntry& entry) override
    {
        return talk<SecretBytes>([&](Conversation& with) { return with.find(entry); });
    }
    Expected<void> forget(const KeyringEntry& entry) override
    {
        return talk<void>([&](Conversation& with) { return with.forget(entry); });
    }
};
} // namespace

std::unique_ptr<SecretStore> desktopSecretStore()
{
    return std::make_unique<DesktopSecretStore>();
}

} // namespace bulkhead

#include "secretservice.moc"
