#include "ui/connectors/selfsync.h"

#include "models/incident/session.h"
#include "ui/common/rights.h"

#include <QSettings>

#include <algorithm>
#include <limits>
#include <utility>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr qint64 longestNap = 3'600'000; // clocks of machines are set, and machines sleep
constexpr qint64 coveredNap = 60'000;

/// Whether a commit may move what is due.
bool movesPlan(const Committed& change)
{
    return std::ranges::any_of(change.touched, [](const Committed::Touched& touched) {
        return touched.kind == Table<CrmConnector>::kind || touched.kind == Table<CrmRelease>::kind;
    });
}
} // namespace

SelfSync::SelfSync(const RoomContext& context, SyncRunner& runner, QSettings& settings, std::function<bool()> isCovered,
                   QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_runner(runner)
    , m_settings(settings)
    , m_isCovered(std::move(isCovered))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &SelfSync::run);
    connect(&m_runner, &SyncRunner::ended, this, [this](const SyncEnd& end) {
        remember(end);
        plan();
    });
    connect(&m_context.session, &Session::committed, this, [this](const Committed& change) {
        if (movesPlan(change)) {
            plan();
        }
    });
    connect(&m_context.session, &Session::membersChanged, this, &SelfSync::plan);
    connect(&m_context.session, &Session::momentChanged, this, &SelfSync::plan);
    plan();
}

/// By ids alone: this stands outside of the vault.
QString SelfSync::keyOf(const Id& connector) const
{
    return u"connectors/%1/%2"_s.arg(m_context.session.vaultId().text(), connector.text());
}

bool SelfSync::isAnyOn() const
{
    m_settings.beginGroup(u"connectors/"_s + m_context.session.vaultId().text());
    const bool isAny = !m_settings.childKeys().isEmpty();
    m_settings.endGroup();
    return isAny;
}

int SelfSync::minutes(const Id& connector) const
{
    const int minutes = m_settings.value(keyOf(connector), 0).toInt();
    return std::ranges::find(crm::selfIntervals, minutes) == crm::selfIntervals.end() ? 0 : minutes;
}

void SelfSync::setMinutes(const Id& connector, int minutes)
{
    if (minutes > 0) {
        m_settings.setValue(keyOf(connector), minutes);
    } else {
        m_settings.remove(keyOf(connector));
    }
    plan();
}

std::optional<crm::SelfRun> SelfSync::next(const Id& connector) const
{
    const auto found = m_next.find(connector);
    return found == m_next.end() ? std::nullopt : std::optional(found->second);
}

qint64 SelfSync::silentAt(const Id& connector) const
{
    const auto found = m_silent.find(connector);
    return found == m_silent.end() ? 0 : found->second;
}

bool SelfSync::isAllowed() const
{
    return mayWrite(m_context.session, Table<CrmLink>::kind, u"synced");
}

void SelfSync::goOn(const Id& connector)
{
    m_memory[connector] = {.signedIn = m_context.session.clock().now()};
    plan();
}

void SelfSync::remember(const SyncEnd& end)
{
    crm::SelfRunMemory& memory = m_memory[end.connector.id];
    memory.at = m_context.session.clock().now();
    memory.failures = end.report ? 0 : memory.failures + 1; // else the journal says how it went
    if (end.isSilent) {
        m_silent[end.connector.id] = memory.at;
    } else {
        m_silent.erase(end.connector.id);
    }
}

void SelfSync::plan()
{
    m_timer.stop();
    const quint64 ticket = m_read.next();
    if (!isAnyOn() || !isAllowed() || m_context.session.moment()) {
        (void)m_read.isCurrent(ticket);
        m_next.clear();
        Q_EMIT planned();
        return;
    }
    m_context.session.read(
        this,
        [mappings = m_plan.mappings](Casework& casework) -> Expected<Plan> {
            Plan plan{.mappings = mappings, .standings = {}};
            if (!plan.mappings) {
                TRY(auto read, crm::Mappings::load());
                plan.mappings = std::make_shared<const crm::Mappings>(std::move(read));
            }
            TRY(plan.standings, crm::standings(casework, *plan.mappings));
            return plan;
        },
        [this, ticket](Expected<Plan> plan) {
            if (m_read.isCurrent(ticket) && plan) { // what cannot be read now the page says
                take(std::move(*plan));
            }
        });
}

void SelfSync::take(Plan plan)
{
    m_plan = std::move(plan);
    m_next.clear();
    const qint64 now = m_context.session.clock().now();
    qint64 first = now + longestNap;
    bool isAny = false;
    for (const crm::ConnectorStanding& one : m_plan.standings) {
        const Id& id = one.connector.id;
        const crm::SelfRun next = crm::nextSelfRun(one, minutes(id), m_memory[id]);
        if (next.rest != crm::SelfRun::Rest::Off) {
            m_next.emplace(id, next);
        }
        if (next.rest == crm::SelfRun::Rest::None) {
            isAny = true;
            first = std::min(first, next.due);
        }
    }
    if (isAny && !m_runner.isBusy()) { // else the end of the run plans again
        m_timer.start(static_cast<int>(std::clamp<qint64>(first - now, 0, longestNap)));
    }
    Q_EMIT planned();
}

void SelfSync::run()
{
    if (m_isCovered()) {
        m_timer.start(coveredNap);
        return;
    }
    const auto due = std::ranges::min_element(m_plan.standings, {}, [this](const crm::ConnectorStanding& one) {
        const auto next = m_next.find(one.connector.id);
        const bool waits = next != m_next.end() && next->second.rest == crm::SelfRun::Rest::None;
        return waits ? next->second.due : std::numeric_limits<qint64>::max();
    });
    const auto next = due == m_plan.standings.end() ? m_next.end() : m_next.find(due->connector.id);
    if (next == m_next.end() || next->second.rest != crm::SelfRun::Rest::None
        || next->second.due > m_context.session.clock().now()) {
        plan();
        return;
    }
    m_runner.start(m_plan.mappings, due->connector, SyncRunner::Cause::Schedule);
}

} // namespace bulkhead
