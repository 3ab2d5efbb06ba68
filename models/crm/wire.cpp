#include "models/crm/wire.h"

#include "models/crm/crmtext.h"

#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <future>
#include <mutex>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {
constexpr qint64 readPiece = 64LL * 1024;
constexpr qint64 readAhead = 1024LL * 1024;

WireFailure failureOf(QLatin1StringView code, QString message, QString detail = {})
{
    return {Error{QString(code), std::move(message), std::move(detail)}};
}

WireFailure cancelledFailure()
{
    return failureOf("crm.cancelled"_L1, CrmText::tr("Cancelled."));
}

/// Whether the error says no more than the status does.
bool isAnswer(QNetworkReply::NetworkError error)
{
    switch (error) {
    case QNetworkReply::ContentAccessDenied:
    case QNetworkReply::ContentOperationNotPermittedError:
    case QNetworkReply::ContentNotFoundError:
    case QNetworkReply::AuthenticationRequiredError:
    case QNetworkReply::ContentConflictError:
    case QNetworkReply::ContentGoneError:
    case QNetworkReply::UnknownContentError:
    case QNetworkReply::ProtocolInvalidOperationError:
    case QNetworkReply::InternalServerError:
    case QNetworkReply::OperationNotImplementedError:
    case QNetworkReply::ServiceUnavailableError:
    case QNetworkReply::UnknownServerError:
        return true;
    default:
        return false;
    }
}

QSslConfiguration tlsOf(const Bytes& authorities)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    if (!authorities.isEmpty()) {
        tls.addCaCertificates(QSslCertificate::fromData(authorities, QSsl::Pem));
    }
    return tls;
}
} // namespace

bool isLoopback(const QUrl& url)
{
    const QString host = url.host();
    return host == "localhost"_L1 || QHostAddress(host).isLoopback();
}

QByteArray Response::header(const char* lowerCaseName) const
{
    const auto found = headers.find(QByteArray(lowerCaseName));
    return found == headers.end() ? QByteArray() : found->second;
}

/// What is sent, readable once only: QNetworkAccessManager sends a request again on its own when the connection breaks
/// before an answer, POST or not, unless it cannot rewind what it sends.
class OnceDevice final : public QIODevice
{
public:
    explicit OnceDevice(const Request& request)
        : m_head(request.body)
        , m_content(request.content)
        , m_tail(request.tail)
        , m_left(m_head.size() + m_tail.size() + (m_content ? m_content->size() - m_content->pos() : 0))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    [[nodiscard]] bool isSequential() const override { return true; }
    bool reset() override { return false; }
    [[nodiscard]] bool atEnd() const override { return m_left <= 0; }
    [[nodiscard]] qint64 bytesAvailable() const override { return m_left + QIODevice::bytesAvailable(); }
    [[nodiscard]] qint64 left() const { return m_left; }

protected:
    qint64 readData(char* into, qint64 size) override
    {
        if (m_left <= 0) {
            return -1;
        }
        qint64 done = taken(m_head, m_headAt, into, size);
        if (done == 0 && m_content) {
            done = m_content->read(into, std::min(size, m_left - m_tail.size()));
            if (done < 0) {
                return -1;
            }
        }
        if (done == 0) {
            done = taken(m_tail, m_tailAt, into, size);
        }
        m_left -= done;
        return done;
    }
    qint64 writeData(const char* /*from*/, qint64 /*size*/) override { return -1; }

private:
    static qint64 taken(const Bytes& from, qsizetype& at, char* into, qint64 size)
    {
        const qint64 count = std::min<qint64>(size, from.size() - at);
        std::memcpy(into, from.constData() + at, static_cast<std::size_t>(count));
        at += count;
        return count;
    }

    Bytes m_head;
    QIODevice* m_content;
    Bytes m_tail;
    qsizetype m_headAt = 0;
    qsizetype m_tailAt = 0;
    qint64 m_left;
};

/// One request on its way; lives on the wire's thread.
class WireExchange final : public QObject
{
public:
    using Result = std::expected<Response, WireFailure>;
    WireExchange(const WireSettings& settings, const Request& request, std::function<void(Result)> done)
        : m_settings(settings)
        , m_request(request)
        , m_done(std::move(done))
    {
    }

    void start(QNetworkAccessManager& network, const QSslConfiguration& tls)
    {
        QNetworkRequest request(m_request.url);
        for (const auto& [name, value] : m_request.headers) {
            request.setRawHeader(name, value);
        }
        request.setSslConfiguration(tls);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
        request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
        request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
        request.setDecompressedSafetyCheckThreshold(-1); // What is read is counted, whatever it is made of.
        if (!m_request.body.isEmpty() || m_request.content) {
            m_upload.emplace(m_request);
            request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
            request.setHeader(QNetworkRequest::ContentLengthHeader, m_upload->left());
        }
        m_reply = network.sendCustomRequest(request, m_request.method, m_upload ? &*m_upload : nullptr);
        m_reply->setParent(this);
        m_reply->setReadBufferSize(readAhead);
        watch();
    }
    void giveUp(WireFailure why)
    {
        if (!m_failure) {
            why.wasSent = m_wasSent;
            m_failure = std::move(why);
            m_reply->abort();
        }
    }

private:
    void watch()
    {
        connect(m_reply, &QNetworkReply::readyRead, this, [this] { read(); });
        connect(m_reply, &QNetworkReply::finished, this, [this] { finish(); });
        connect(m_reply, &QNetworkReply::metaDataChanged, this, [this] { m_step.stop(); });
        connect(m_reply, &QNetworkReply::requestSent, this, [this] {
            m_wasSent = true;
            m_step.start(m_settings.deadlines.firstByte);
        });
        connect(m_reply, &QNetworkReply::uploadProgress, this, [this](qint64 sent) {
            m_wasSent = m_wasSent || sent > 0;
            m_moved += sent - m_uploaded;
            m_uploaded = sent;
            if (m_wasSent && m_step.isActive()) {
                m_step.start(m_settings.deadlines.firstByte);
            }
        });
        connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError>& errors) {
            for (const QSslError& error : errors) {
                m_tlsReasons += error.errorString();
            }
        });
        m_step.setSingleShot(true);
        m_whole.setSingleShot(true);
        connect(&m_step, &QTimer::timeout, this, [this] { giveUp(late()); });
        connect(&m_whole, &QTimer::timeout, this, [this] { giveUp(late()); });
        m_step.start(m_settings.deadlines.connect);
        m_whole.start(m_request.isLong ? m_settings.deadlines.longWhole : m_settings.deadlines.whole);
        if (m_request.isLong) {
            connect(&m_floor, &QTimer::timeout, this, [this] {
                const qint64 least = qint64(m_settings.deadlines.longFloor) * m_settings.deadlines.firstByte / 1000;
                if (std::exchange(m_moved, 0) < least) {
                    giveUp(late());
                }
            });
            m_floor.start(m_settings.deadlines.firstByte);
        }
    }
    WireFailure late() const
    {
        return failureOf("crm.timeout"_L1,
                         m_wasSent ? CrmText::tr("%1 does not answer in time. Try again later.").arg(host())
                                   : CrmText::tr("%1 cannot be reached in time. Check the network.").arg(host()));
    }
    [[nodiscard]] QString host() const { return m_request.url.host(); }
    [[nodiscard]] int status() const { return m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(); }
    void read()
    {
        const bool isStreamed = m_request.into && status() >= 200 && status() < 300;
        const qint64 most = isStreamed ? m_settings.largestDownload : m_settings.largestBody;
        while (m_reply->bytesAvailable() > 0 && !m_failure) {
            const QByteArray piece = m_reply->read(readPiece);
            if (piece.isEmpty()) {
                return;
            }
            m_size += piece.size();
            m_moved += piece.size();
            if (m_size > most) {
                giveUp(failureOf(
                    "crm.too-large"_L1,
                    CrmText::tr("%1 answered with more than was allowed for; the rest was not read.").arg(host())));
            } else if (!isStreamed) {
                m_response.body += piece;
            } else if (m_request.into->write(piece) == piece.size()) {
                m_wasWritten = true;
            } else {
                giveUp(failureOf("crm.transport"_L1, CrmText::tr("What %1 sent could not be stored.").arg(host())));
            }
        }
    }
    void finish()
    {
        read();
        m_whole.stop();
        m_step.stop();
        m_floor.stop();
        const QNetworkReply::NetworkError error = m_reply->error();
        m_response.status = status();
        const bool isAnswered = error == QNetworkReply::NoError || (m_response.status >= 400 && isAnswer(error));
        if (!m_failure && (!isAnswered || isCutShort())) {
            m_failure = broken(error);
        }
        if (m_failure) {
            m_failure->wasWritten = m_wasWritten;
            m_done(std::unexpected(*m_failure));
            return;
        }
        m_response.url = m_request.url;
        for (const auto& [name, value] : m_reply->rawHeaderPairs()) {
            m_response.headers[name.toLower()] = value;
        }
        m_done(std::move(m_response));
    }
    /// Where a connection breaks behind the headers, Qt may take what has come for all of it: half a table would read
    /// like a whole one. What came compressed has no length here; its end is checked when it is unpacked.
    [[nodiscard]] bool isCutShort() const
    {
        const QVariant length = m_reply->header(QNetworkRequest::ContentLengthHeader);
        const bool hasBody = m_response.status != 204 && m_response.status != 304
            && !m_reply->hasRawHeader("Content-Encoding");
        return hasBody && length.isValid() && m_size < length.toLongLong();
    }
    [[nodiscard]] WireFailure broken(QNetworkReply::NetworkError error) const
    {
        if (error == QNetworkReply::SslHandshakeFailedError || !m_tlsReasons.isEmpty()) {
            return failureOf(
                "crm.tls"_L1,
                CrmText::tr("The certificate of %1 does not hold, so nothing was sent: %2")
                    .arg(host(), m_tlsReasons.isEmpty() ? m_reply->errorString() : m_tlsReasons.join(u' ')));
        }
        WireFailure failure = failureOf("crm.transport"_L1,
                                        m_wasSent ? CrmText::tr("The connection to %1 broke.").arg(host())
                                                  : CrmText::tr("%1 cannot be reached. Check the network.").arg(host()),
                                        m_reply->errorString());
        failure.wasSent = m_wasSent;
        return failure;
    }

    const WireSettings& m_settings;
    const Request& m_request;
    std::function<void(Result)> m_done;
    std::optional<OnceDevice> m_upload;
    QNetworkReply* m_reply = nullptr;
    QTimer m_step; ///< until connected, then until the first octet
    QTimer m_whole;
    QTimer m_floor;
    std::optional<WireFailure> m_failure;
    Response m_response;
    QStringList m_tlsReasons;
    qint64 m_size = 0;
    qint64 m_moved = 0;
    qint64 m_uploaded = 0;
    bool m_wasSent = false;
    bool m_wasWritten = false;
};

/// What lives on the wire's thread.
class Wire::Worker final : public QObject
{
public:
    explicit Worker(const WireSettings& settings)
        : m_settings(settings)
    {
    }

    void begin(quint64 number, const Request& request, std::function<void(WireExchange::Result)> done)
    {
        if (!m_network) {
            m_network = std::make_unique<QNetworkAccessManager>();
            m_tls = tlsOf(m_settings.authorities);
            connect(m_network.get(), &QNetworkAccessManager::encrypted, this,
                    [this](QNetworkReply* reply) { see(reply->sslConfiguration().peerCertificate()); });
        }
        auto exchange = std::make_unique<WireExchange>(
            m_settings, request, [this, number, done = std::move(done)](WireExchange::Result result) {
                auto held = m_running.extract(number);
                held.mapped().release()->deleteLater();
                done(std::move(result));
            });
        WireExchange& started = *exchange;
        m_running.emplace(number, std::move(exchange));
        started.start(*m_network, m_tls);
    }
    void cancel(quint64 number)
    {
        if (const auto found = m_running.find(number); found != m_running.end()) {
            found->second->giveUp(cancelledFailure());
        }
    }
    void shut()
    {
        m_running.clear();
        m_network.reset();
    }
    [[nodiscard]] Certificate certificate() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_certificate;
    }
    [[nodiscard]] quint64 nextNumber() { return ++m_number; }

private:
    void see(const QSslCertificate& certificate)
    {
        const std::scoped_lock lock(m_mutex);
        m_certificate = {hex(certificate.digest(QCryptographicHash::Sha256)), certificate.subjectDisplayName()};
    }

    const WireSettings& m_settings;
    std::unique_ptr<QNetworkAccessManager> m_network;
    QSslConfiguration m_tls;
    std::map<quint64, std::unique_ptr<WireExchange>> m_running;
    mutable std::mutex m_mutex;
    Certificate m_certificate;
    std::atomic<quint64> m_number = 0;
};

Wire::Wire(WireSettings settings)
    : m_settings(std::move(settings))
    , m_worker(std::make_unique<Worker>(m_settings))
{
    m_thread.setObjectName(u"crm wire"_s);
    m_worker->moveToThread(&m_thread);
    m_thread.start();
}

Wire::~Wire()
{
    QMetaObject::invokeMethod(m_worker.get(), [this] { m_worker->shut(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

std::expected<Response, WireFailure> Wire::exchange(const Request& request, std::stop_token stop)
{
    if (request.url.scheme() != "https"_L1 && !(request.url.scheme() == "http"_L1 && isLoopback(request.url))) {
        return std::unexpected(
            failureOf("crm.tls"_L1,
                      CrmText::tr("%1 is not spoken to without TLS. Use an https address.").arg(request.url.host())));
    }
    if (stop.stop_requested()) {
        return std::unexpected(cancelledFailure());
    }
    const auto promise = std::make_shared<std::promise<WireExchange::Result>>();
    auto answer = promise->get_future();
    const quint64 number = m_worker->nextNumber();
    QMetaObject::invokeMethod(
        m_worker.get(),
        [this, number, &request, promise] {
            m_worker->begin(number, request,
                            [promise](WireExchange::Result result) { promise->set_value(std::move(result)); });
        },
        Qt::QueuedConnection);
    const std::stop_callback onStop(stop, [this, number] {
        QMetaObject::invokeMethod(m_worker.get(), [this, number] { m_worker->cancel(number); }, Qt::QueuedConnection);
    });
    return answer.get();
}

Wire::Certificate Wire::certificate() const
{
    return m_worker->certificate();
}

} // namespace bulkhead::crm
