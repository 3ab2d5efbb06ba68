#include "ui/vault/demonstration.h"

#include "models/disclosure/demonstration.h"
#include "models/incident/playbook.h"
#include "models/incident/resources.h"

#include <QDir>
#include <QFileInfo>

namespace bulkhead {

namespace {

Expected<void> make(const QString& folder, const provenance::DemoProgress& progress, std::stop_token stop)
{
    const QStringList folders = resourceFolders(QStringLiteral("playbooks"));
    TRY(const Playbooks playbooks, Playbooks::load(folders.mid(0, 1)));
    QDir().mkpath(QFileInfo(folder).path());
    const auto demo = disclosure::createDemoVault(folder, playbooks, resourceFolder(QStringLiteral("demo")), progress,
                                                  std::move(stop));
    if (!demo) {
        return std::unexpected(demo.error());
    }
    return {};
}

} // namespace

Demonstration::~Demonstration()
{
    m_stop.request_stop();
    if (m_thread) {
        m_thread->wait();
    }
}

void Demonstration::cancel()
{
    m_stop.request_stop();
}

void Demonstration::build(const QString& folder)
{
    if (m_thread && m_thread->isRunning()) {
        return;
    }
    if (QFileInfo::exists(folder + QStringLiteral("/vault.json"))) {
        Q_EMIT built(folder);
        return;
    }
    m_stop = std::stop_source();
    // Signals of this object reach the window's thread through its queue.
    m_thread.reset(QThread::create([this, folder, stop = m_stop.get_token()] {
        const auto result = make(
            folder, [this](const QString& step, int percent) { Q_EMIT progressed(step, percent); }, stop);
        QMetaObject::invokeMethod(this, [this, folder, result] {
            if (result) {
                Q_EMIT built(folder);
            } else {
                Q_EMIT failed(result.error());
            }
        });
    }));
    m_thread->start();
}

} // namespace bulkhead
