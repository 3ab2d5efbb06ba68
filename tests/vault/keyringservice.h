#pragma once

#include "models/vault/secretservice.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVirtualObject>
#include <QProcess>
#include <QThread>

#include <atomic>
#include <map>
#include <mutex>

/// A stand-in for a desktop's Secret Service, on a session bus of the test's own.
namespace bulkhead::fixture {

/// A bus of its own, which every connection of this process reaches from then on.
class SessionBus
{
public:
    SessionBus()
    {
        m_process.start(QStringLiteral("dbus-daemon"),
                        {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address")});
        if (m_process.waitForStarted() && m_process.waitForReadyRead(10'000)) {
            qputenv("DBUS_SESSION_BUS_ADDRESS", m_process.readLine().trimmed());
            m_isThere = true;
        }
    }
    SessionBus(const SessionBus&) = delete;
    SessionBus& operator=(const SessionBus&) = delete;
    ~SessionBus()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
        m_process.terminate();
        m_process.waitForFinished(10'000);
    }
    [[nodiscard]] bool isThere() const { return m_isThere; }

private:
    QProcess m_process;
    bool m_isThere = false;
};

/// Keeps items in memory. Locked, it asks a person first, who says what the test says.
class KeyringService : public QDBusVirtualObject
{
public:
    explicit KeyringService()
    {
        secretservice::registerTypes();
        moveToThread(&m_thread);
        m_thread.start();
        QMetaObject::invokeMethod(
            this,
            [this] {
                QDBusConnection bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus,
                                                                    QStringLiteral("keyring"));
                bus.registerVirtualObject(QStringLiteral("/org/freedesktop/secrets"), this, QDBusConnection::SubPath);
                m_isThere = bus.registerService(secretservice::name);
            },
            Qt::BlockingQueuedConnection);
    }
    ~KeyringService() override
    {
        QMetaObject::invokeMethod(
            this,
            [this] {
                QDBusConnection(QStringLiteral("keyring")).unregisterService(secretservice::name);
                QDBusConnection::disconnectFromBus(QStringLiteral("keyring"));
                moveToThread(nullptr);
            },
            Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }

    [[nodiscard]] bool isThere() const { return m_isThere; }
    [[nodiscard]] std::size_t size()
    {
        const std::scoped_lock guard(m_mutex);
        return m_items.size();
    }
    [[nodiscard]] QByteArray firstValue()
    {
        const std::scoped_lock guard(m_mutex);
        return m_items.empty() ? QByteArray() : m_items.begin()->second.value;
    }

    std::atomic<bool> isLocked = false;
    std::atomic<bool> personSaysNo = false;
    std::atomic<int> prompts = 0;
    std::atomic<bool> hasDefault = true;

    QString introspect(const QString&) const override { return {}; }
    bool handleMessage(const QDBusMessage& message, const QDBusConnection& bus) override
    {
        const std::scoped_lock guard(m_mutex);
        const QString method = message.member();
        if (method == QLatin1String("Prompt")) {
            bus.send(message.createReply());
            ++prompts;
            isLocked = personSaysNo.load();
            QDBusMessage signal = QDBusMessage::createSignal(
                message.path(), QStringLiteral("org.freedesktop.Secret.Prompt"), QStringLiteral("Completed"));
            signal << personSaysNo.load() << QVariant::fromValue(QDBusVariant(QString()));
            return bus.send(signal);
        }
        return bus.send(message.createReply(answer(method, message)));
    }

private:
    struct Item
    {
        secretservice::Attributes attributes;
        QByteArray value;
    };
    static QVariant path(const char* text) { return QVariant::fromValue(QDBusObjectPath(QLatin1String(text))); }

    QVariantList answer(const QString& method, const QDBusMessage& message)
    {
        const QVariantList in = message.arguments();
        const QVariant prompt = path("/org/freedesktop/secrets/prompt/1");
        if (method == QLatin1String("OpenSession")) {
            return {QVariant::fromValue(QDBusVariant(QString())), path("/org/freedesktop/secrets/session/1")};
        }
        if (method == QLatin1String("ReadAlias")) {
            return {path(hasDefault ? "/org/freedesktop/secrets/collection/login" : "/")};
        }
        if (method == QLatin1String("Unlock")) {
            return {QVariant::fromValue(secretservice::Paths()), isLocked ? prompt : path("/")};
        }
        if (method == QLatin1String("CreateItem")) {
            const auto properties = qdbus_cast<QVariantMap>(in.value(0));
            const auto secret = qdbus_cast<secretservice::Secret>(in.value(1));
            const auto attributes = qdbus_cast<secretservice::Attributes>(
                properties.value(QStringLiteral("org.freedesktop.Secret.Item.Attributes")));
            const QString place = QStringLiteral("/org/freedesktop/secrets/collection/login/%1").arg(++m_last);
            m_items[place] = {attributes, secret.value};
            return {QVariant::fromValue(QDBusObjectPath(place)), path("/")};
        }
        if (method == QLatin1String("SearchItems")) {
            secretservice::Paths found;
            for (const auto& [place, item] : m_items) {
                if (item.attributes == qdbus_cast<secretservice::Attributes>(in.value(0))) {
                    found.append(QDBusObjectPath(place));
                }
            }
            const secretservice::Paths none;
            return {QVariant::fromValue(isLocked ? none : found), QVariant::fromValue(isLocked ? found : none)};
        }
        if (method == QLatin1String("GetSecret")) {
            const secretservice::Secret secret{
                in.value(0).value<QDBusObjectPath>(), {}, m_items[message.path()].value, QStringLiteral("text/plain")};
            return {QVariant::fromValue(secret)};
        }
        if (method == QLatin1String("Delete")) {
            m_items.erase(message.path());
        }
        return {path("/")};
    }

    QThread m_thread;
    std::mutex m_mutex;
    std::map<QString, Item> m_items;
    int m_last = 0;
    bool m_isThere = false;
};

} // namespace bulkhead::fixture
