#include "models/crm/transport.h"

#include "models/crm/crmtext.h"

#include <QDateTime>
#include <QIODevice>
#include <QLocale>
#include <QRandomGenerator>
#include <QTimeZone>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {
constexpr qint64 tokenMargin = 60'000;
constexpr int mostRedirects = 3;

bool isSameOrigin(const QUrl& one, const QUrl& other)
{
    const auto port = [](const QUrl& url) { return url.port(url.scheme() == "https"_L1 ? 443 : 80); };
    return one.scheme() == other.scheme() && one.host() == other.host() && port(one) == port(other);
}

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

QString patienceSentence(QLatin1StringView code)
{
    if (code == "crm.auth"_L1) {
        return CrmText::tr("The CRM no longer accepts the sign-in. Sign in again on the connector's page.");
    }
    if (code == "crm.limit"_L1) {
        return CrmText::tr("The CRM's allowance is used up, or kept for people. It goes on by itself later.");
    }
    if (code == "crm.busy"_L1) {
        return CrmText::tr("The CRM is down or busy. It is tried again later.");
    }
    if (code == "crm.ambiguous"_L1) {
        return CrmText::tr("The CRM's answer was lost, so that nobody knows whether it was done. Look there before "
                           "doing it again.");
    }
    if (code == "crm.transport"_L1) {
        return CrmText::tr("The connection to the CRM broke. It is tried again later.");
    }
    if (code == "crm.timeout"_L1) {
        return CrmText::tr("The CRM does not answer in time. It is tried again later.");
    }
    return CrmText::tr("This machine's clock and the CRM's differ. Set the clock right.");
}

QString sentenceOf(QLatin1StringView code)
{
    if (code == "crm.denied"_L1) {
        return CrmText::tr("The connector's user may not do this in the CRM. Have an administrator there grant it.");
    }
    if (code == "crm.conflict"_L1) {
        return CrmText::tr("Somebody else changed the record in the CRM first. Read it again and decide.");
    }
    if (code == "crm.multiple"_L1) {
        return CrmText::tr("Several records in the CRM have the same key, so none was written. Leave one there.");
    }
    if (code == "crm.permanent"_L1) {
        return CrmText::tr("The CRM refuses the record as it is. Correct it, then try again.");
    }
    if (code == "crm.choice"_L1) {
        return CrmText::tr(
            "The CRM has no such choice. Map this value to one that it has (mappings), or add it there.");
    }
    if (code == "crm.missing"_L1) {
        return CrmText::tr("The CRM has no such record.");
    }
    if (code == "crm.schema"_L1) {
        return CrmText::tr("The CRM does not know a field or a kind of record. Check the connector's mapping.");
    }
    if (code == "crm.resync"_L1) {
        return CrmText::tr("The CRM no longer knows what was pulled last, so everything is pulled once more.");
    }
    if (code == "crm.foreign-host"_L1) {
        return CrmText::tr("The CRM points to another host, which was not followed. Check the connector's address.");
    }
    if (code == "crm.not-json"_L1) {
        return CrmText::tr("What answered is not this CRM. Check the address, and whether the network wants a sign-in "
                           "of its own.");
    }
    if (code == "crm.too-large"_L1) {
        return CrmText::tr("This is larger than can be sent or read at once.");
    }
    if (code == "crm.version"_L1) {
        return CrmText::tr("The CRM does not offer the version of its interface that the connector is set to.");
    }
    if (code == "crm.unsupported"_L1) {
        return CrmText::tr("This CRM cannot do that.");
    }
    if (code == "crm.cancelled"_L1) {
        return CrmText::tr("Cancelled.");
    }
    return patienceSentence(code);
}

Refusal refusalOf(QLatin1StringView code, const QString& said = {})
{
    return {.error = errorOf(code, said)};
}
} // namespace

Error errorOf(QLatin1StringView code, const QString& said)
{
    constexpr qsizetype longest = 400;
    const QString sentence = sentenceOf(code);
    return {code, said.isEmpty() ? sentence : CrmText::tr("%1 The CRM says: %2").arg(sentence, said.left(longest))};
}

std::unexpected<Error> refused(QLatin1StringView code, const QString& said)
{
    return std::unexpected(errorOf(code, said));
}

std::optional<qint64> httpDate(const QByteArray& text)
{
    QDateTime time = QLocale::c().toDateTime(QString::fromLatin1(text.trimmed()), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    if (!time.isValid()) {
        return std::nullopt;
    }
    time.setTimeZone(QTimeZone::utc());
    return time.toMSecsSinceEpoch();
}

std::optional<qint64> retryAfter(const Response& response, qint64 now)
{
    const QByteArray text = response.header("retry-after").trimmed();
    bool isNumber = false;
    const double seconds = text.toDouble(&isNumber);
    if (isNumber && std::isfinite(seconds)) {
        return static_cast<qint64>(std::clamp(seconds, 0.0, 1e9) * 1000);
    }
    const auto date = httpDate(text);
    return date ? std::optional(std::max<qint64>(*date - now, 0)) : std::nullopt;
}

Transport::Transport(TransportParts parts, const Dialect& dialect, SignIn signIn)
    : m_parts(std::move(parts))
    , m_dialect(dialect)
    , m_signIn(std::move(signIn))
    , m_wire(m_parts.wire)
    , m_paceNext(m_parts.paces.size(), 0.0)
{
}

Quota Transport::quota() const
{
    const std::scoped_lock lock(m_mutex);
    return m_quota;
}

qint64 Transport::clockSkew() const
{
    const std::scoped_lock lock(m_mutex);
    return m_skew;
}

Expected<QUrl> Transport::sameHost(const QUrl& base, const QString& link)
{
    const QUrl url = base.resolved(QUrl(link));
    if (!url.isValid() || !isSameOrigin(url, base) || !url.userInfo().isEmpty()) {
        return refused("crm.foreign-host"_L1);
    }
    return url;
}

Expected<void> Transport::fetchToken(std::stop_token stop)
{
    m_isSignedOut = false;
    auto token = m_signIn(std::move(stop));
    if (!token) {
        m_isSignedOut = token.error().is("crm.auth"_L1);
        return std::unexpected(std::move(token).error());
    }
    m_token = *std::move(token);
    ++m_generation;
    return {};
}

Expected<QUrl> Transport::signIn(std::stop_token stop)
{
    const std::scoped_lock lock(m_tokenMutex);
    CHECK_OK(fetchToken(std::move(stop)));
    return m_token.base;
}

Expected<QUrl> Transport::base(std::stop_token stop)
{
    TRY(const Ticket held, ticket(std::move(stop)));
    return held.base;
}

Expected<Transport::Ticket> Transport::ticket(std::stop_token stop)
{
    const std::scoped_lock lock(m_tokenMutex);
    if (m_isSignedOut) {
        return refused("crm.auth"_L1);
    }
    const bool isOld = m_token.expiresAt > 0 && clock().now() > m_token.expiresAt - tokenMargin;
    if (m_token.value.isEmpty() || isOld) {
        CHECK_OK(fetchToken(std::move(stop)));
    }
    return Ticket{m_token.value.view().toByteArray(), m_token.base, m_generation};
}

/// Signs in again unless another call has done so since `generation`.
Expected<void> Transport::renew(quint64 generation, std::stop_token stop)
{
    const std::scoped_lock lock(m_tokenMutex);
    if (m_isSignedOut) {
        return refused("crm.auth"_L1);
    }
    return generation == m_generation ? fetchToken(std::move(stop)) : Expected<void>();
}

Expected<void> Transport::mayBegin(const Call& call) const
{
    const std::scoped_lock lock(m_mutex);
    if (call.priority == Priority::Urgent) {
        return {};
    }
    const qint64 now = clock().now();
    if (now < m_quota.pausedUntil) {
        return refused("crm.limit"_L1);
    }
    const double share = call.priority == Priority::Background ? m_parts.policy.backgroundReserve
                                                               : m_parts.policy.reserve;
    if (m_quota.limit > 0 && m_quota.left >= 0
        && static_cast<double>(m_quota.left) < share * static_cast<double>(m_quota.limit)) {
        return refused("crm.limit"_L1);
    }
    if (now < m_circuitUntil) {
        return refused("crm.busy"_L1);
    }
    return {};
}

void Transport::wait(qint64 ms, const std::stop_token& stop)
{
    if (ms <= 0) {
        return;
    }
    if (m_parts.pause) {
        m_parts.pause(ms, stop);
        return;
    }
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    never.wait_for(lock, stop, std::chrono::milliseconds(ms), [] { return false; });
}

/// Evenly spaced, with half of the allowance as a burst.
void Transport::keepPace(int lane, const std::stop_token& stop)
{
    double ms = 0;
    {
        const std::scoped_lock lock(m_mutex);
        const auto at = static_cast<std::size_t>(lane);
        if (at >= m_parts.paces.size()) {
            return;
        }
        const Pace& pace = m_parts.paces[at];
        const double step = static_cast<double>(pace.per) / pace.count * 2;
        const double burst = static_cast<double>(pace.per) - step;
        const auto now = static_cast<double>(clock().now());
        m_paceNext[at] = std::max(m_paceNext[at], now) + step;
        ms = m_paceNext[at] - now - burst;
    }
    wait(static_cast<qint64>(std::ceil(ms)), stop);
}

qint64 Transport::backOff(int failures, qint64 base, qint64 cap)
{
    const double most = std::min(static_cast<double>(cap), static_cast<double>(base) * std::pow(2.0, failures));
    const double share = m_parts.random ? m_parts.random() : QRandomGenerator::global()->generateDouble();
    return static_cast<qint64>(most * share);
}

bool Transport::waitForLock(int tries, const std::stop_token& stop)
{
    if (tries + 1 >= m_parts.policy.lockTries || stop.stop_requested()) {
        return false;
    }
    wait(backOff(tries, m_parts.policy.lockBase, m_parts.policy.lockCap), stop);
    return true;
}

std::expected<Response, WireFailure> Transport::exchange(const Request& request, std::stop_token stop)
{
    {
        std::unique_lock lock(m_mutex);
        if (!m_slotFree.wait(lock, stop, [this] { return m_inFlight < m_parts.policy.concurrent; })) {
            return std::unexpected(WireFailure{errorOf("crm.cancelled"_L1)});
        }
        ++m_inFlight;
    }
    const qint64 began = clock().now();
    auto result = m_wire.exchange(request, std::move(stop));
    {
        const std::scoped_lock lock(m_mutex);
        --m_inFlight;
    }
    m_slotFree.notify_one();
    if (result) {
        see(*result, began);
    }
    if (m_parts.log) {
        m_parts.log({.method = request.method,
                     .where = request.url.host() + request.url.path(),
                     .status = result ? result->status : 0,
                     .ms = clock().now() - began,
                     .said = result ? QString() : result.error().error.code});
    }
    return result;
}

void Transport::see(const Response& response, qint64 began)
{
    const std::scoped_lock lock(m_mutex);
    if (const auto date = httpDate(response.header("date"))) {
        // The header has whole seconds, so that half of one is the best guess.
        const qint64 middle = (began + clock().now()) / 2;
        const qint64 skew = *date + 500 - middle;
        m_skew = std::abs(skew) <= 2000 ? 0 : skew;
    }
    m_dialect.readQuota(response, m_quota);
    if (response.status >= 500) {
        ++m_failuresInRow;
        if (m_failuresInRow >= m_parts.policy.circuitAfter) {
            m_circuitUntil = clock().now() + m_parts.policy.circuitPause;
        }
    } else {
        m_failuresInRow = 0;
        m_circuitUntil = 0;
    }
}

std::expected<Response, WireFailure> Transport::followed(Request request, std::stop_token stop)
{
    for (int hop = 0;; ++hop) {
        auto response = exchange(request, stop);
        if (!response || !isRedirect(response->status)) {
            return response;
        }
        const auto target = sameHost(request.url, QString::fromLatin1(response->header("location")));
        if (!target || request.method != "GET" || hop == mostRedirects) {
            return std::unexpected(WireFailure{errorOf("crm.foreign-host"_L1), true});
        }
        request.url = *target;
    }
}

Answered<Response> Transport::sendPlain(const Request& request, std::stop_token stop)
{
    auto response = exchange(request, std::move(stop));
    if (!response) {
        return std::unexpected(Refusal{.error = std::move(response).error().error});
    }
    if (isRedirect(response->status)) {
        return std::unexpected(refusalOf("crm.foreign-host"_L1));
    }
    return *std::move(response);
}

Answered<Response> Transport::send(const Call& call, std::stop_token stop)
{
    const auto fail = [](Error error) { return std::unexpected(Refusal{.error = std::move(error)}); };
    const qint64 start = call.request.content ? call.request.content->pos() : 0;
    for (Attempt attempt;;) {
        if (call.request.content && !call.request.content->seek(start)) {
            return fail(errorOf("crm.permanent"_L1));
        }
        if (stop.stop_requested()) {
            return fail(errorOf("crm.cancelled"_L1));
        }
        if (attempt.failures == 0 && attempt.locks == 0) {
            if (auto may = mayBegin(call); !may) {
                return fail(std::move(may).error());
            }
        }
        auto held = ticket(stop);
        if (!held) {
            return fail(std::move(held).error());
        }
        if (!isSameOrigin(call.request.url, held->base)) {
            return fail(errorOf("crm.foreign-host"_L1));
        }
        keepPace(call.lane, stop);
        Request request = call.request;
        request.headers.emplace_back("Authorization", "Bearer " + held->token);
        auto response = followed(std::move(request), stop);
        std::optional<Refusal> end;
        if (!response) {
            end = afterFailure(call, response.error(), attempt, stop);
        } else {
            Verdict verdict = m_dialect.judge(*response);
            if (verdict.kind == Verdict::Kind::Fine) {
                return *std::move(response);
            }
            end = afterVerdict(call, *response, std::move(verdict), attempt, held->generation, stop);
        }
        if (end) {
            // A server may repeat what it was sent.
            end->error.message.replace(QString::fromLatin1(held->token), u"…"_s);
            return std::unexpected(*std::move(end));
        }
    }
}

/// Waits for the next attempt, or says why there is none.
std::optional<Refusal> Transport::again(Refusal refusal, Attempt& attempt, std::optional<qint64> told,
                                        const std::stop_token& stop)
{
    if (++attempt.failures >= m_parts.policy.tries) {
        return refusal;
    }
    if (told && *told > m_parts.policy.longestWait) {
        const std::scoped_lock lock(m_mutex);
        m_quota.pausedUntil = clock().now() + *told;
        return refusal;
    }
    wait(told ? *told : backOff(attempt.failures - 1, m_parts.policy.base, m_parts.policy.cap), stop);
    return std::nullopt;
}

std::optional<Refusal> Transport::afterFailure(const Call& call, const WireFailure& failure, Attempt& attempt,
                                               const std::stop_token& stop)
{
    const Error& error = failure.error;
    const bool isPassing = error.is("crm.transport"_L1) || error.is("crm.timeout"_L1);
    if (isPassing && failure.wasSent && !call.isIdempotent) {
        return refusalOf("crm.ambiguous"_L1);
    }
    if (!isPassing || failure.wasWritten || error.is("crm.timeout"_L1)) {
        return Refusal{.error = error};
    }
    return again({.error = error}, attempt, {}, stop);
}

std::optional<Refusal> Transport::afterVerdict(const Call& call, const Response& response, Verdict verdict,
                                               Attempt& attempt, quint64 generation, std::stop_token stop)
{
    const auto now = clock().now();
    switch (verdict.kind) {
    case Verdict::Kind::Retry:
        if (!call.isIdempotent) {
            return refusalOf("crm.ambiguous"_L1);
        }
        return again(std::move(verdict.refusal), attempt, retryAfter(response, now), stop);
    case Verdict::Kind::Locked:
        return waitForLock(attempt.locks++, stop) ? std::nullopt : std::optional(std::move(verdict.refusal));
    case Verdict::Kind::SignIn: {
        if (std::exchange(attempt.hasSignedIn, true)) {
            const std::scoped_lock lock(m_tokenMutex);
            m_isSignedOut = m_isSignedOut || generation == m_generation;
            return verdict.refusal;
        }
        auto renewed = renew(generation, std::move(stop));
        return renewed ? std::nullopt : std::optional(Refusal{.error = std::move(renewed).error()});
    }
    case Verdict::Kind::Limit: {
        auto told = retryAfter(response, now);
        if (!told && verdict.wait >= 0) {
            told = verdict.wait;
        }
        if (told && *told <= m_parts.policy.longestWait) {
            return again(std::move(verdict.refusal), attempt, told, stop);
        }
        const std::scoped_lock lock(m_mutex);
        m_quota.pausedUntil = now + told.value_or(m_parts.policy.limitPause);
        return verdict.refusal;
    }
    case Verdict::Kind::Fine:
    case Verdict::Kind::Refused:
        break;
    }
    return std::move(verdict.refusal);
}

} // namespace bulkhead::crm
