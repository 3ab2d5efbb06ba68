#pragma once

#include "models/provenance/registry/registry.h"

#include <atomic>

namespace bulkhead::provenance {

/// Opens every slot of a demonstration vault; in the manual too.
inline constexpr QLatin1StringView demoPassphrase{"bulkhead-demo"};
/// The user whom the demonstration opens for.
inline constexpr QLatin1StringView demoUser{"Ana Moreno"};

/// A clock that is set forward, so that the demonstration's changes carry the times at which its story has them.
class StoryClock final : public Clock
{
public:
    explicit StoryClock(qint64 at)
        : m_now(at)
    {
    }
    [[nodiscard]] qint64 now() const override { return m_now; }
    void advanceTo(qint64 at) { m_now = std::max<qint64>(m_now, at); }

private:
    std::atomic<qint64> m_now;
};

/// What happens at the moment, for people, and how far it is in 100.
using DemoProgress = std::function<void(const QString& step, int percent)>;

struct Demo
{
    Id incident;
    QString number;
    Registered synthetic;
    Registered production;
    Registry::Filed verdict;
};

/// Plays the case "Sandbox Friday" through the real pipeline: registers the two data sets of `folder`
/// (`resourceFolder("demo")`), declares the incident, examines the leaked list, and works on it for four hours that end
/// at the present of `clock`. The signed-in user needs the roles incident commander, engineering, compliance and legal;
/// `again` signs the decisions. With a `story`, which must be the journal's clock, every change is recorded when the
/// story has it; without, now.
///
/// Errors: those of registry and casework, `demo.missing` where a file is not there, `demo.cancelled`.
[[nodiscard]] Expected<Demo> buildDemo(Casework& casework, const Playbooks& playbooks, const QString& folder,
                                       const Credential& again, const DemoProgress& progress = {},
                                       std::stop_token stop = {}, StoryClock* story = nullptr);

/// What another room adds to the case at its end.
using DemoAct = std::function<Expected<void>(Casework& casework, const Id& incident)>;

/// A new vault in `vaultFolder` with eight members (all with the demo's passphrase), and the case in it, which
/// `lastAct` goes on with. The vault is
/// closed again at the end; on an error or when stopped, nothing of it is left. Takes some seconds: never on the GUI
/// thread.
[[nodiscard]] Expected<Demo> createDemoVault(const QString& vaultFolder, const Playbooks& playbooks,
                                             const QString& folder, const DemoProgress& progress = {},
                                             std::stop_token stop = {}, const DemoAct& lastAct = {});

} // namespace bulkhead::provenance
