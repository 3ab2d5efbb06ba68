#pragma once

#include "models/base/clock.h"
#include "models/base/secretbytes.h"
#include "models/crm/connector.h"
#include "models/crm/wire.h"

#include <QMap>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>

namespace bulkhead::crm {

/// How requests are repeated and held back; times in milliseconds.
struct Policy
{
    int tries = 6; ///< of what may be done twice, where the server fails
    qint64 base = 1000;
    qint64 cap = 60'000; ///< of one pause, which is random between 0 and base × 2ⁿ
    int lockTries = 5;
    qint64 lockBase = 500;
    qint64 lockCap = 8000;
    qint64 longestWait = 10 * 60'000; ///< of Retry-After; beyond it the call ends with `crm.limit`
    qint64 limitPause = 15 * 60'000;  ///< after a used-up allowance without a time
    int circuitAfter = 5;             ///< failures in a row, over all calls
    qint64 circuitPause = 60'000;
    int concurrent = 6;
    double backgroundReserve = 0.2; ///< share of the allowance that pulls leave to people
    double reserve = 0.05;          ///< share that everything but actions leaves
};

enum class Priority : quint8 { Background, Normal, Urgent };

/// So many requests in so many milliseconds.
struct Pace
{
    int count = 0;
    qint64 per = 0;
};

struct Call
{
    Request request = {};
    bool isIdempotent = true;
    Priority priority = Priority::Normal;
    int lane = 0; ///< which of the paces
};

/// What an answer means, as the dialect of a CRM says.
struct Verdict
{
    enum class Kind : quint8 { Fine, Retry, Locked, SignIn, Limit, Refused };
    Kind kind = Kind::Fine;
    Refusal refusal = {}; ///< of SignIn, Limit and Refused; of the others what it becomes when patience ends
    qint64 wait = -1;     ///< of Limit: ms to wait where the headers do not tell; -1 where nobody knows
};

class Dialect
{
public:
    virtual ~Dialect() = default;
    [[nodiscard]] virtual Verdict judge(const Response& response) const = 0;
    /// Reads the allowance from the headers of an answer.
    virtual void readQuota(const Response& response, Quota& quota) const = 0;
};

struct Token
{
    SecretBytes value = {};
    QUrl base = {};       ///< where requests go with it
    qint64 expiresAt = 0; ///< ms since 1970; 0 where nobody said
};

/// A line for the log: method, host and path, status, duration. Never a query, a body, or a header but the request id.
struct LogLine
{
    QByteArray method = {};
    QString where = {};
    int status = 0; ///< 0 where no answer came
    qint64 ms = 0;
    QString said = {}; ///< the code of the error, or the CRM's id of the request
};

struct TransportParts
{
    WireSettings wire = {};
    Policy policy = {};
    const Clock* clock = nullptr; ///< outlives the transport
    std::vector<Pace> paces = {}; ///< by lane
    std::function<void(const LogLine&)> log = {};
    std::function<double()> random = {};                               ///< in [0, 1); the system's where it is empty
    std::function<void(qint64 ms, const std::stop_token&)> pause = {}; ///< really waits where it is empty
};

/// An error that tells more; it is a plain error where nobody asks.
template<typename T> using Answered = std::expected<T, Refusal>;

/// Requests with a token, repeated by the policy; answers what the dialect calls fine. Thread-safe; calls block.
///
/// A 401 signs in again once for all calls that wait, then repeats the request once. Links and redirects that leave the
/// host are refused before a token goes there.
class Transport
{
public:
    using SignIn = std::function<Expected<Token>(std::stop_token)>;
    Transport(TransportParts parts, const Dialect& dialect, SignIn signIn);

    [[nodiscard]] Answered<Response> send(const Call& call, std::stop_token stop);
    /// Without a token and without a repetition, to any host: for signing in.
    [[nodiscard]] Answered<Response> sendPlain(const Request& request, std::stop_token stop);
    /// Signs in anew and answers where requests go from now on.
    [[nodiscard]] Expected<QUrl> signIn(std::stop_token stop);
    /// Signs in where that was not done yet.
    [[nodiscard]] Expected<QUrl> base(std::stop_token stop);
    /// A link that an answer holds, as an address on the host of `base`. Error: `crm.foreign-host`.
    [[nodiscard]] static Expected<QUrl> sameHost(const QUrl& base, const QString& link);

    [[nodiscard]] Quota quota() const;
    [[nodiscard]] qint64 clockSkew() const;
    [[nodiscard]] Wire::Certificate certificate() const { return m_wire.certificate(); }
    [[nodiscard]] const Clock& clock() const { return *m_parts.clock; }
    /// The system's clock with the skew taken out: what the CRM's clock says.
    [[nodiscard]] qint64 remoteNow() const { return clock().now() + clockSkew(); }
    /// Lets time pass between two questions.
    void wait(qint64 ms, const std::stop_token& stop);
    /// Waits before a locked record is tried again for the `tries`-th time; false where it was tried often enough.
    [[nodiscard]] bool waitForLock(int tries, const std::stop_token& stop);

private:
    struct Attempt
    {
        int failures = 0;
        int locks = 0;
        bool hasSignedIn = false;
    };
    struct Ticket
    {
        QByteArray token;
        QUrl base;
        quint64 generation = 0;
    };
    [[nodiscard]] Expected<Ticket> ticket(std::stop_token stop);
    [[nodiscard]] Expected<void> renew(quint64 generation, std::stop_token stop);
    [[nodiscard]] Expected<void> fetchToken(std::stop_token stop);
    [[nodiscard]] Expected<void> mayBegin(const Call& call) const;
    void keepPace(int lane, const std::stop_token& stop);
    [[nodiscard]] qint64 backOff(int failures, qint64 base, qint64 cap);
    [[nodiscard]] std::expected<Response, WireFailure> exchange(const Request& request, std::stop_token stop);
    [[nodiscard]] std::expected<Response, WireFailure> followed(Request request, std::stop_token stop);
    [[nodiscard]] std::optional<Refusal> afterFailure(const Call& call, const WireFailure& failure, Attempt& attempt,
                                                      const std::stop_token& stop);
    [[nodiscard]] std::optional<Refusal> afterVerdict(const Call& call, const Response& response, Verdict verdict,
                                                      Attempt& attempt, quint64 generation, std::stop_token stop);
    [[nodiscard]] std::optional<Refusal> again(Refusal refusal, Attempt& attempt, std::optional<qint64> told,
                                               const std::stop_token& stop);
    void see(const Response& response, qint64 began);

    TransportParts m_parts;
    const Dialect& m_dialect;
    SignIn m_signIn;
    Wire m_wire;
    std::mutex m_tokenMutex; ///< held while signing in
    Token m_token;
    quint64 m_generation = 0;
    bool m_isSignedOut = false;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_slotFree;
    int m_inFlight = 0;
    std::vector<double> m_paceNext; ///< ms since 1970, by lane
    Quota m_quota;
    qint64 m_skew = 0;
    int m_failuresInRow = 0;
    qint64 m_circuitUntil = 0;
};

/// Milliseconds to wait by a Retry-After header (seconds or an HTTP date), nothing where there is none.
[[nodiscard]] std::optional<qint64> retryAfter(const Response& response, qint64 now);
/// Milliseconds since 1970 of an HTTP date.
[[nodiscard]] std::optional<qint64> httpDate(const QByteArray& text);

/// An error with one of the codes of connector.h, in the words that stand for it. `said` is what the CRM says.
[[nodiscard]] Error errorOf(QLatin1StringView code, const QString& said = {});
[[nodiscard]] std::unexpected<Error> refused(QLatin1StringView code, const QString& said = {});

} // namespace bulkhead::crm
