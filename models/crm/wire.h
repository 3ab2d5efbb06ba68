#pragma once

#include "models/base/bytes.h"
#include "models/base/error.h"

#include <QThread>
#include <QUrl>

#include <expected>
#include <map>
#include <memory>
#include <stop_token>
#include <vector>

class QIODevice;

namespace bulkhead::crm {

/// How long the parts of one exchange may take, in milliseconds.
struct Deadlines
{
    int connect = 10'000;
    int firstByte = 30'000;
    int whole = 120'000;
    int longWhole = 30 * 60'000; ///< of a request that `isLong`
    int longFloor = 1024;        ///< octets a second that a long one moves at least, measured over `firstByte`
};

struct WireSettings
{
    Deadlines deadlines = {};
    qint64 largestBody = 64LL * 1024 * 1024; ///< octets after decompression, of an answer that is kept in memory
    qint64 largestDownload = 8LL * 1024 * 1024 * 1024;
    Bytes authorities = {}; ///< PEM of further authorities for this connector, beside the system's
};

using Header = std::pair<QByteArray, QByteArray>;

struct Request
{
    QByteArray method = "GET";
    QUrl url = {};
    std::vector<Header> headers = {};
    Bytes body = {};
    QIODevice* content = nullptr; ///< sent after `body`, from where it stands; knows its size
    Bytes tail = {};              ///< sent after `content`
    QIODevice* into = nullptr;    ///< takes the body of a 2xx answer instead of `Response::body`
    bool isLong = false;
};

struct Response
{
    int status = 0;
    QUrl url = {};
    std::map<QByteArray, QByteArray> headers = {}; ///< by names in lower case
    Bytes body = {};

    [[nodiscard]] QByteArray header(const char* lowerCaseName) const;
    [[nodiscard]] bool isSuccess() const { return status >= 200 && status < 300; }
};

struct WireFailure
{
    Error error;
    bool wasSent = false;    ///< the server may have acted on it
    bool wasWritten = false; ///< `into` has octets of it
};

/// Single HTTP exchanges: bounded in time and size, TLS always verified, no redirect followed, no cookie kept, nothing
/// sent twice. Has a thread of its own; `exchange` may be called from any other and blocks it. Outlives every call.
///
/// Without TLS it speaks with loopback only.
class Wire
{
public:
    struct Certificate
    {
        QString digest = {}; ///< SHA-256 in hexadecimal
        QString name = {};
    };
    explicit Wire(WireSettings settings);
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    /// Any HTTP status is an answer. Errors: `crm.transport`, `crm.timeout`, `crm.tls`, `crm.too-large`,
    /// `crm.cancelled`.
    [[nodiscard]] std::expected<Response, WireFailure> exchange(const Request& request, std::stop_token stop);
    /// Of the last TLS connection.
    [[nodiscard]] Certificate certificate() const;

private:
    class Worker;

    WireSettings m_settings;
    QThread m_thread;
    std::unique_ptr<Worker> m_worker;
};

/// Whether plain HTTP to it stays on this machine.
[[nodiscard]] bool isLoopback(const QUrl& url);

} // namespace bulkhead::crm
